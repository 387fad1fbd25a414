import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const secretToken = "gcp:secretmanager/secret:Secret";
const versionToken = "gcp:secretmanager/secretVersion:SecretVersion";

describe("local gcp provider: secretmanager", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("secrets-1", ["secretmanager"]);
  });
  after(() => cloud.stop());

  const secret = async (id: string) => {
    const path = `/v1/projects/secrets-1/secrets?secretId=${id}`;
    await cloud.send("secretmanager", "POST", path, { replication: { automatic: {} } });
    return `projects/secrets-1/secrets/${id}`;
  };

  it(secretToken, async () => {
    const inputs = {
      project: "secrets-1",
      secretId: "token",
      replication: { auto: {} },
      labels: { team: "search" },
      annotations: { Owner: "Ada" },
    };
    const state = await live(cloud, {
      token: secretToken,
      inputs,
      change: { ...inputs, labels: { team: "code" }, annotations: {}, versionDestroyTtl: "86400s" },
      id: "projects/secrets-1/secrets/token",
    });
    assert.equal(state.name, `projects/${number}/secrets/token`);
    assert.deepEqual(state.effectiveLabels, { "goog-pulumi-provisioned": "true", team: "search" });
  });

  it("keeps a secret's time to live, of which the service only knows the end", async () => {
    const inputs = {
      project: "secrets-1",
      secretId: "short-lived",
      replication: { userManaged: { replicas: [{ location: "europe-west1" }, { location: "europe-west4" }] } },
      ttl: "3600s",
    };
    const state = await live(cloud, { token: secretToken, inputs, change: { ...inputs, ttl: "7200s" } });
    assert.equal(state.ttl, "3600s");
    assert.match(String(state.expireTime), /^\d{4}-/);
  });

  it(versionToken, async () => {
    const inputs = { secret: await secret("versioned"), secretData: "s3cret" };
    const state = await live(cloud, {
      token: versionToken,
      inputs,
      change: { ...inputs, enabled: false },
      id: `projects/${number}/secrets/versioned/versions/1`,
    });
    assert.equal(state.secretData, "s3cret");
    assert.equal(state.version, "1");
  });

  it("never keeps a payload that is given to be written only", async () => {
    const urn = urnOf(versionToken);
    const inputs = checked(versionToken, {
      secret: await secret("write-only"),
      secretDataWo: "s3cret",
      secretDataWoVersion: 1,
    });
    const { id, state } = await provider.create(contextOf(cloud), urn, inputs, false);
    assert.ok(!JSON.stringify(state).includes("s3cret"));
    assert.deepEqual(provider.diffResource(urn, state, inputs), []);
    const { body } = await cloud.send("secretmanager", "GET", `/v1/${id}:access`);
    assert.equal(Buffer.from(body.payload.data, "base64").toString(), "s3cret");
    assert.deepEqual(
      provider
        .diffResource(urn, state, { ...inputs, secretDataWoVersion: 2 })
        .map(({ path, replace }) => [path, replace]),
      [["secretDataWoVersion", true]],
    );
  });

  it("takes and gives back a payload in base64 as it is", async () => {
    const secretData = Buffer.from([0, 255, 1]).toString("base64");
    const inputs = { secret: await secret("binary"), secretData, isSecretDataBase64: true };
    const urn = urnOf(versionToken);
    const { id, state } = await provider.create(contextOf(cloud), urn, checked(versionToken, inputs), false);
    assert.equal(state.secretData, secretData);
    const { body } = await cloud.send("secretmanager", "GET", `/v1/${id}:access`);
    assert.equal(body.payload.data, secretData);
  });

  it("only disables a version whose deletion policy says so", async () => {
    const inputs = checked(versionToken, {
      secret: await secret("kept"),
      secretData: "s3cret",
      deletionPolicy: "DISABLE",
    });
    const { id, state } = await provider.create(contextOf(cloud), urnOf(versionToken), inputs, false);
    await provider.remove(contextOf(cloud), urnOf(versionToken), id, state);
    assert.equal((await cloud.send("secretmanager", "GET", `/v1/${id}`)).body.state, "DISABLED");
  });

  it("gcp:secretmanager/secretIamMember:SecretIamMember", async () => {
    const secretId = await secret("shared");
    const member = "serviceAccount:reader@example.iam.gserviceaccount.com";
    const role = "roles/secretmanager.secretAccessor";
    await live(cloud, {
      token: "gcp:secretmanager/secretIamMember:SecretIamMember",
      inputs: { project: "secrets-1", secretId, role, member },
      id: `${secretId}/${role}/${member}`,
      importId: `${secretId} ${role} ${member}`,
    });
  });
});
