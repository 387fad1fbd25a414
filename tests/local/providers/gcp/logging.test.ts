import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { organizationId, TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const destination = "storage.googleapis.com/logs-of-all";
const bucketToken = "gcp:logging/projectBucketConfig:ProjectBucketConfig";

describe("local gcp provider: logging", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("logged-1", ["logging"]);
  });
  after(() => cloud.stop());

  it("gcp:logging/organizationSink:OrganizationSink", async () => {
    const inputs = {
      orgId: organizationId,
      name: "audit",
      destination,
      filter: 'LOG_ID("cloudaudit.googleapis.com/activity")',
      includeChildren: true,
    };
    const state = await live(cloud, {
      token: "gcp:logging/organizationSink:OrganizationSink",
      inputs,
      change: { ...inputs, filter: "severity>=ERROR", description: "Errors", disabled: true },
      id: `organizations/${organizationId}/sinks/audit`,
    });
    const identity = `serviceAccount:service-org-${organizationId}@gcp-sa-logging.iam.gserviceaccount.com`;
    assert.equal(state.writerIdentity, identity);
  });

  it("gcp:logging/folderSink:FolderSink", async () => {
    const parent = `organizations/${organizationId}`;
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", { displayName: "Logged", parent });
    const operation = await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`);
    const folder: string = operation.body.response.name;
    const inputs = {
      folder,
      name: "errors",
      destination,
      exclusions: [{ name: "noise", filter: "severity<ERROR" }],
    };
    await live(cloud, {
      token: "gcp:logging/folderSink:FolderSink",
      inputs,
      change: { ...inputs, exclusions: [{ name: "noise", filter: "severity<WARNING", disabled: true }] },
      id: `${folder}/sinks/errors`,
    });
  });

  it("gcp:logging/projectSink:ProjectSink", async () => {
    const inputs = {
      project: "logged-1",
      name: "warehouse",
      destination: "bigquery.googleapis.com/projects/logged-1/datasets/logs",
      bigqueryOptions: { usePartitionedTables: true },
    };
    const state = await live(cloud, {
      token: "gcp:logging/projectSink:ProjectSink",
      inputs,
      change: { ...inputs, filter: "severity>=ERROR" },
      id: "projects/logged-1/sinks/warehouse",
    });
    assert.equal(state.writerIdentity, `serviceAccount:service-${number}@gcp-sa-logging.iam.gserviceaccount.com`);
  });

  it("lets a project sink write in another name, or in that of all", async () => {
    const sink = async (name: string, extra: object) => {
      const token = "gcp:logging/projectSink:ProjectSink";
      const inputs = checked(token, { project: "logged-1", name, destination, ...extra });
      return (await provider.create(contextOf(cloud), urnOf(token), inputs, false)).state.writerIdentity;
    };
    assert.equal(
      await sink("shared", { uniqueWriterIdentity: false }),
      "serviceAccount:cloud-logs@system.gserviceaccount.com",
    );
    const custom = "serviceAccount:logs@logged-1.iam.gserviceaccount.com";
    assert.equal(await sink("custom", { customWriterIdentity: custom }), custom);
  });

  it("changes the ready-made sink, and leaves it when it is removed", async () => {
    const token = "gcp:logging/projectSink:ProjectSink";
    const inputs = checked(token, {
      project: "logged-1",
      name: "_Default",
      destination: "logging.googleapis.com/projects/logged-1/locations/global/buckets/_Default",
      disabled: true,
    });
    const { id, state } = await provider.create(contextOf(cloud), urnOf(token), inputs, false);
    assert.deepEqual(
      provider.diffResource(urnOf(token), state, inputs).map(({ path }) => path),
      ["filter"],
    );
    await provider.remove(contextOf(cloud), urnOf(token), id, state);
    const { body } = await cloud.send("logging", "GET", "/v2/projects/logged-1/sinks/_Default");
    assert.equal(body.disabled, true);
  });

  it(bucketToken, async () => {
    const inputs = { project: "logged-1", location: "europe-west1", bucketId: "audit", retentionDays: 90 };
    await live(cloud, {
      token: bucketToken,
      inputs,
      change: { ...inputs, retentionDays: 365, description: "Audit", enableAnalytics: true },
      id: "projects/logged-1/locations/europe-west1/buckets/audit",
    });
  });

  it("changes the ready-made bucket instead of making one, and leaves it when it is removed", async () => {
    const inputs = checked(bucketToken, {
      project: "logged-1",
      location: "global",
      bucketId: "_Default",
      retentionDays: 60,
    });
    const urn = urnOf(bucketToken);
    const { id, state } = await provider.create(contextOf(cloud), urn, inputs, false);
    assert.equal(id, "projects/logged-1/locations/global/buckets/_Default");
    assert.deepEqual(provider.diffResource(urn, state, inputs), []);
    await provider.remove(contextOf(cloud), urn, id, state);
    const { body } = await cloud.send("logging", "GET", `/v2/${id}`);
    assert.equal(body.retentionDays, 60);
  });
});
