import assert from "node:assert/strict";
import { billingAccount, organizationId, TestCloud } from "../../support/cloud.ts";

const day = 24 * 60 * 60 * 1000;
const storage = "storage.googleapis.com/logs-of-all";

describe("local Google: logging", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("logged-1", ["logging"]);
    await cloud.project("logged-2", ["logging"]);
  });
  afterEach(() => cloud.cloud.clock.move(0));
  after(() => cloud.stop());

  const project = "projects/logged-1";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("logging", method, `/v2/${path}`, body && { ...body });
  const create = (parent: string, sink: object, query = "") => send("POST", `${parent}/sinks${query}`, sink);

  describe("sinks", () => {
    it("keeps what was asked for, with times of its own", async () => {
      const sink = { name: "errors", destination: storage, filter: "severity>=ERROR", includeChildren: false };
      const { status, body } = await create(project, sink);
      assert.equal(status, 200);
      assert.deepEqual(body, {
        name: "errors",
        destination: storage,
        filter: "severity>=ERROR",
        writerIdentity: "serviceAccount:cloud-logs@system.gserviceaccount.com",
        createTime: body.createTime,
        updateTime: body.createTime,
      });
      assert.deepEqual((await send("GET", `${project}/sinks/errors`)).body, body);
    });

    const agent = (owner: string) => `serviceAccount:service-${owner}@gcp-sa-logging.iam.gserviceaccount.com`;

    it("writes in the name of the parent", async () => {
      const unique = "?uniqueWriterIdentity=true";
      const identity = async (parent: string, query = "", destination = storage) =>
        (await create(parent, { name: `i${query.length}${destination.length}`, destination }, query)).body
          .writerIdentity;
      assert.equal(await identity(project, unique), agent(number));
      assert.equal(await identity(`organizations/${organizationId}`), agent(`org-${organizationId}`));
      assert.match(await identity(`billingAccounts/${billingAccount}`), /service-billing-/);
      const bucket = `logging.googleapis.com/${project}/locations/global/buckets/_Default`;
      assert.equal(await identity(project, unique, bucket), undefined, "a bucket of the same project");
    });

    it("sends to another project only in a name of its own", async () => {
      const destination = "pubsub.googleapis.com/projects/logged-2/topics/logs";
      const { status, body } = await create(project, { name: "crossing", destination });
      assert.equal(status, 400);
      assert.match(body.error.message, /^The destination project must be the same as the sink's project\./);
      const unique = await create(project, { name: "crossing", destination }, "?uniqueWriterIdentity=true");
      assert.equal(unique.status, 200);
    });

    it("partitions tables in BigQuery by timestamp", async () => {
      const destination = "bigquery.googleapis.com/projects/logged-1/datasets/logs";
      const bigqueryOptions = { usePartitionedTables: true };
      const { body } = await create(project, { name: "tables", destination, bigqueryOptions });
      assert.deepEqual(body.bigqueryOptions, { usePartitionedTables: true, usesTimestampColumnPartitioning: true });
      const wrong = await create(project, { name: "tables-2", destination: storage, bigqueryOptions });
      assert.equal(wrong.status, 400);
    });

    it("refuses names that are taken, missing or impossible, and destinations that there can't be", async () => {
      await create(project, { name: "once", destination: storage });
      const { status, body } = await create(project, { name: "once", destination: storage });
      assert.deepEqual([status, body.error.message], [409, "Sink once already exists"]);
      assert.equal(body.error.errors[0].reason, "alreadyExists");
      const missing = await send("GET", `${project}/sinks/never`);
      assert.deepEqual([missing.status, missing.body.error.message], [404, "Sink never does not exist"]);
      assert.equal((await create(project, { name: "a/b", destination: storage })).status, 400);
      assert.equal((await create(project, { name: "ab", destination: "ftp://example.com" })).status, 400);
    });

    it("changes what the mask names", async () => {
      await create(project, { name: "changed", destination: storage, filter: "a", description: "old" });
      const at = `${project}/sinks/changed`;
      const change = { filter: "b", description: "new", disabled: true };
      const { body } = await send("PATCH", `${at}?updateMask=filter,disabled`, change);
      assert.deepEqual([body.filter, body.description, body.disabled], ["b", "old", true]);
      assert.notEqual(body.updateTime, body.createTime);
      assert.equal((await send("PATCH", `${at}?updateMask=name`, change)).status, 400);
      const put = (await send("PUT", at, { destination: storage, description: "ignored" })).body;
      assert.deepEqual([put.filter, put.description], [undefined, "old"], "PUT without a mask");
    });

    it("has two sinks from the start, of which one can be changed", async () => {
      const { body } = await send("GET", "projects/logged-2/sinks");
      assert.deepEqual(
        body.sinks.map(({ name }: { name: string }) => name),
        ["_Required", "_Default"],
      );
      const at = "projects/logged-2/sinks";
      const bucket = "logging.googleapis.com/projects/logged-2/locations/global/buckets/_Default";
      assert.equal(body.sinks[1].destination, bucket);
      assert.equal((await send("PATCH", `${at}/_Default?updateMask=disabled`, { disabled: true })).body.disabled, true);
      assert.equal((await send("GET", at)).body.sinks.length, 2);
      assert.equal((await send("PATCH", `${at}/_Required?updateMask=disabled`, { disabled: true })).status, 400);
      assert.equal((await send("DELETE", `${at}/_Default`)).status, 400);
    });

    it("forgets a deleted sink", async () => {
      await create(project, { name: "gone", destination: storage });
      assert.deepEqual(await send("DELETE", `${project}/sinks/gone`), { status: 200, body: {} });
      assert.equal((await send("DELETE", `${project}/sinks/gone`)).status, 404);
    });
  });

  describe("buckets", () => {
    const at = `${project}/locations/europe-west1/buckets`;

    it("has two buckets from the start, of which one can't be changed", async () => {
      const global = "projects/logged-2/locations/global/buckets";
      const { body } = await send("GET", "projects/logged-2/locations/-/buckets");
      assert.deepEqual(body.buckets, [
        { name: `${global}/_Default`, description: "Default bucket", retentionDays: 30, lifecycleState: "ACTIVE" },
        {
          name: `${global}/_Required`,
          description: "Audit bucket",
          retentionDays: 400,
          lifecycleState: "ACTIVE",
          locked: true,
        },
      ]);
      const change = (id: string) => send("PATCH", `${global}/${id}?updateMask=retentionDays`, { retentionDays: 60 });
      assert.equal((await change("_Default")).body.retentionDays, 60);
      assert.equal((await send("GET", `${global}/_Default`)).body.retentionDays, 60);
      assert.equal((await change("_Required")).status, 400);
      assert.equal((await send("DELETE", `${global}/_Default`)).status, 400);
    });

    it("makes a bucket at once, or in an operation", async () => {
      const { body } = await send("POST", `${at}?bucketId=audit`, { description: "Audit" });
      assert.deepEqual(body, {
        name: `${at}/audit`,
        retentionDays: 30,
        description: "Audit",
        createTime: body.createTime,
        updateTime: body.createTime,
        lifecycleState: "ACTIVE",
      });
      assert.equal((await send("POST", `${at}?bucketId=audit`, {})).status, 409);
      const started = await send("POST", `${at}:createAsync?bucketId=later`, { retentionDays: 90 });
      assert.equal((await send("GET", `${at}/later`)).status, 404);
      const done = (await cloud.finish("logging", `/v2/${started.body.name}`)).body;
      assert.equal(done.metadata.state, "OPERATION_STATE_SUCCEEDED");
      assert.equal((await send("GET", `${at}/later`)).body.retentionDays, 90);
    });

    it("never shortens what is locked", async () => {
      await send("POST", `${at}?bucketId=locked`, { locked: true, retentionDays: 90 });
      const shorter = await send("PATCH", `${at}/locked?updateMask=retentionDays`, { retentionDays: 1 });
      assert.deepEqual([shorter.status, shorter.body.error.status], [400, "FAILED_PRECONDITION"]);
      assert.equal((await send("DELETE", `${at}/locked`)).status, 400);
    });

    it("keeps a deleted bucket for a week, in which it can be had back", async () => {
      await send("POST", `${at}?bucketId=deleted`, {});
      const state = async () => (await send("GET", `${at}/deleted`)).body.lifecycleState;
      assert.deepEqual((await send("DELETE", `${at}/deleted`)).body, {});
      assert.equal(await state(), "DELETE_REQUESTED");
      await send("POST", `${at}/deleted:undelete`, {});
      assert.equal(await state(), "ACTIVE");
      await send("DELETE", `${at}/deleted`);
      cloud.cloud.clock.move(8 * day);
      assert.equal((await send("GET", `${at}/deleted`)).status, 404);
    });

    it("refuses a retention that there can't be", async () => {
      assert.equal((await send("POST", `${at}?bucketId=long`, { retentionDays: 3651 })).status, 400);
    });
  });
});
