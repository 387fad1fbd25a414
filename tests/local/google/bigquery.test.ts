import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";

describe("local Google: BigQuery", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("warehouse-1", ["bigquery"]);
    await dataset("shared");
  });
  after(() => cloud.stop());

  const base = "/bigquery/v2/projects/warehouse-1/datasets";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("bigquery", method, base + path, body && { ...body });
  const dataset = (datasetId: string, rest: object = {}) =>
    send("POST", "", { datasetReference: { datasetId }, ...rest });
  const table = (tableId: string, rest: object = {}, datasetId = "shared") =>
    send("POST", `/${datasetId}/tables`, { tableReference: { tableId }, ...rest });
  const columns = (...names: string[]) => ({
    fields: names.map((name) => ({ name, type: "STRING", mode: "NULLABLE" })),
  });

  describe("datasets", () => {
    it("gives access to the project's members and the maker unless told otherwise", async () => {
      const { status, body } = await dataset("made", { location: "EU", defaultTableExpirationMs: 3600000 });
      assert.equal(status, 200);
      assert.match(body.creationTime, /^\d{13}$/);
      assert.deepEqual(body, {
        kind: "bigquery#dataset",
        etag: body.etag,
        id: "warehouse-1:made",
        selfLink: `https://bigquery.googleapis.com${base}/made`,
        datasetReference: { datasetId: "made", projectId: "warehouse-1" },
        defaultTableExpirationMs: "3600000",
        access: [
          { role: "WRITER", specialGroup: "projectWriters" },
          { role: "OWNER", specialGroup: "projectOwners" },
          { role: "OWNER", userByEmail: "ada@sourcegraph-distribution.example" },
          { role: "READER", specialGroup: "projectReaders" },
        ],
        creationTime: body.creationTime,
        lastModifiedTime: body.creationTime,
        location: "EU",
        type: "DEFAULT",
      });
      assert.deepEqual((await send("GET", "/made")).body, { ...body, maxTimeTravelHours: "168" });
    });

    it("takes roles by their newer names, and shows the older ones", async () => {
      const access = [{ role: "roles/bigquery.dataViewer", groupByEmail: "team@example.com" }];
      const { body } = await dataset("roles", { access });
      assert.deepEqual(body.access, [{ role: "READER", groupByEmail: "team@example.com" }]);
      assert.equal(body.location, "US");
    });

    it("refuses what is there already, what isn't, and names that can't be", async () => {
      const error = (code: number, message: string, reason: string, status: string) => ({
        code,
        message,
        errors: [{ message, domain: "global", reason }],
        status,
      });
      assert.deepEqual(
        (await dataset("shared")).body.error,
        error(409, "Already Exists: Dataset warehouse-1:shared", "duplicate", "ALREADY_EXISTS"),
      );
      assert.deepEqual(
        (await send("GET", "/none")).body.error,
        error(404, "Not found: Dataset warehouse-1:none", "notFound", "NOT_FOUND"),
      );
      assert.equal((await dataset("with-dash")).status, 400);
    });

    it("replaces all but who has access with PUT, and merges with PATCH, where null removes", async () => {
      const { body: made } = await dataset("changed", { description: "old", labels: { a: "1", b: "2" } });
      const patched = (await send("PATCH", "/changed", { labels: { a: null, c: "3" } })).body;
      assert.deepEqual([patched.description, patched.labels], ["old", { b: "2", c: "3" }]);
      assert.notEqual(patched.etag, made.etag);
      const put = (await send("PUT", "/changed", { friendlyName: "Changed" })).body;
      assert.deepEqual([put.description, put.labels, put.friendlyName], [undefined, undefined, "Changed"]);
      assert.deepEqual(put.access, made.access);
      assert.equal((await send("PATCH", "/changed", { location: "EU" })).status, 400);
    });

    it("deletes a dataset that isn't empty only with its contents", async () => {
      await dataset("full");
      await table("t", {}, "full");
      const { status, body } = await send("DELETE", "/full?deleteContents=false");
      assert.equal(status, 400);
      assert.equal(body.error.message, "Dataset warehouse-1:full is still in use");
      assert.equal(body.error.errors[0].reason, "resourceInUse");
      assert.deepEqual(await send("DELETE", "/full?deleteContents=true"), { status: 204, body: undefined });
      await dataset("full");
      assert.equal((await send("GET", "/full/tables/t")).status, 404);
    });

    it("lists datasets in pages, by labels if that is asked for", async () => {
      await cloud.project("listed-1", ["bigquery"]);
      const at = "/bigquery/v2/projects/listed-1/datasets";
      for (const datasetId of ["a", "b", "c"]) {
        const body = { datasetReference: { datasetId }, labels: { name: datasetId } };
        await cloud.send("bigquery", "POST", at, body);
      }
      const list = async (query: string) => (await cloud.send("bigquery", "GET", at + query)).body;
      const ids = (body: { datasets: { id: string }[] }) => body.datasets.map(({ id }) => id.split(":")[1]);
      const first = await list("?maxResults=2");
      assert.deepEqual([first.kind, ids(first)], ["bigquery#datasetList", ["a", "b"]]);
      assert.deepEqual(ids(await list(`?maxResults=2&pageToken=${first.nextPageToken}`)), ["c"]);
      assert.deepEqual(ids(await list("?filter=labels.name:b")), ["b"]);
    });

    it("knows no project that isn't there", async () => {
      const { status, body } = await cloud.send("bigquery", "GET", "/bigquery/v2/projects/nowhere-1/datasets");
      assert.deepEqual([status, body.error.message], [404, "Not found: Project nowhere-1"]);
    });
  });

  describe("tables", () => {
    it("counts nothing in a new table, and shows only then that it has no columns", async () => {
      const { body } = await table("empty", { labels: { a: "1" } });
      assert.deepEqual(body.schema, {});
      const { schema: _, ...rest } = body;
      assert.deepEqual((await send("GET", "/shared/tables/empty")).body, rest);
      assert.deepEqual(rest, {
        kind: "bigquery#table",
        etag: rest.etag,
        id: "warehouse-1:shared.empty",
        selfLink: `https://bigquery.googleapis.com${base}/shared/tables/empty`,
        tableReference: { projectId: "warehouse-1", datasetId: "shared", tableId: "empty" },
        labels: { a: "1" },
        numBytes: "0",
        numLongTermBytes: "0",
        numRows: "0",
        creationTime: rest.creationTime,
        lastModifiedTime: rest.creationTime,
        type: "TABLE",
        location: "US",
        numTotalLogicalBytes: "0",
        numActiveLogicalBytes: "0",
        numLongTermLogicalBytes: "0",
      });
    });

    it("says by which columns a table is partitioned, and drops empty policy tags", async () => {
      const schema = { fields: [{ name: "day", type: "DATE", mode: "REQUIRED", policyTags: {} }] };
      const { body } = await table("parted", {
        schema,
        timePartitioning: { type: "DAY", field: "day", expirationMs: 5 },
      });
      assert.deepEqual(body.partitionDefinition, { partitionedColumn: [{ field: "day" }] });
      assert.deepEqual(body.timePartitioning, { type: "DAY", field: "day", expirationMs: "5" });
      assert.deepEqual(body.schema.fields, [{ name: "day", type: "DATE", mode: "REQUIRED" }]);
    });

    it("ends tables as their dataset says", async () => {
      await dataset("short", { defaultTableExpirationMs: "3600000" });
      const { body } = await table("t", {}, "short");
      assert.equal(Number(body.expirationTime) - Number(body.creationTime) >= 3600000, true);
    });

    it("tells missing tables, missing datasets and taken names apart", async () => {
      await table("taken");
      const message = async (answer: ReturnType<typeof send>) => (await answer).body.error.message;
      assert.equal(await message(send("GET", "/shared/tables/none")), "Not found: Table warehouse-1:shared.none");
      assert.equal(await message(send("GET", "/none/tables/none")), "Not found: Dataset warehouse-1:none");
      assert.equal(await message(table("taken")), "Already Exists: Table warehouse-1:shared.taken");
    });

    it("lets columns be added and loosened, but neither go nor change", async () => {
      const fields = [{ name: "a", type: "STRING", mode: "REQUIRED" }];
      await table("grows", { schema: { fields } });
      const change = (next: object[]) => send("PATCH", "/shared/tables/grows", { schema: { fields: next } });
      const refusal = async (next: object[]) => (await change(next)).body.error.message;
      const prefix = "Provided Schema does not match Table warehouse-1:shared.grows.";
      assert.equal(await refusal([{ name: "b", type: "STRING" }]), `${prefix} Field a is missing in new schema`);
      assert.equal(
        await refusal([{ name: "a", type: "INTEGER", mode: "REQUIRED" }]),
        `${prefix} Field a has changed type from STRING to INTEGER`,
      );
      assert.match(await refusal([...fields, { name: "b", type: "STRING", mode: "REQUIRED" }]), /Cannot add required/);
      const wider = [
        { name: "a", type: "STRING", mode: "NULLABLE" },
        { name: "b", type: "DATE", mode: "NULLABLE" },
      ];
      assert.deepEqual((await change(wider)).body.schema.fields, wider);
      assert.match(await refusal(fields), /missing in new schema|changed mode from NULLABLE to REQUIRED/);
    });

    it("gives a view the columns of its query, and keeps descriptions as long as the query stays", async () => {
      await table("source", { schema: columns("name", "mail") });
      const view = (selected: string) => ({
        query: `SELECT ${selected} FROM \`warehouse-1.shared.source\` LIMIT 5`,
        useLegacySql: false,
      });
      const made = (await table("view", { view: view("name") })).body;
      assert.deepEqual([made.type, made.schema], ["VIEW", columns("name")]);
      const described = { fields: [{ name: "name", type: "STRING", mode: "NULLABLE", description: "Full name" }] };
      const same = await send("PUT", "/shared/tables/view", { view: view("name"), schema: described });
      assert.deepEqual(same.body.schema, described);
      assert.deepEqual(same.body.view, { ...view("name"), privacyPolicy: {} });
      const other = await send("PUT", "/shared/tables/view", { view: view("*"), schema: described });
      assert.deepEqual(other.body.schema, columns("name", "mail"));
    });

    it("refuses views over what isn't there, and views with columns of their own", async () => {
      const query = (text: string) => ({ view: { query: text, useLegacySql: false } });
      const missing = await table("v", query("SELECT a FROM `warehouse-1.shared.nothing`"));
      assert.equal(missing.status, 404);
      const unknown = await table("v", query("SELECT wrong FROM `warehouse-1.shared.source`"));
      assert.equal(unknown.body.error.message, "Unrecognized name: wrong");
      const given = await table("v", { ...query("SELECT 1"), schema: columns("a") });
      assert.equal(given.body.error.message, "Schema field shouldn't be used as input with a view");
    });

    it("keeps what a table over files says of them", async () => {
      const externalDataConfiguration = {
        sourceFormat: "CSV",
        sourceUris: ["gs://files/*.csv"],
        csvOptions: { skipLeadingRows: 1, fieldDelimiter: ";" },
        maxBadRecords: 10,
      };
      const { body } = await table("files", { externalDataConfiguration, schema: columns("a") });
      assert.equal(body.type, "EXTERNAL");
      assert.equal(body.requirePartitionFilter, false);
      assert.deepEqual(body.externalDataConfiguration.csvOptions, { skipLeadingRows: "1", fieldDelimiter: ";" });
      assert.equal(body.externalDataConfiguration.maxBadRecords, 10);
    });

    it("has a policy of its own for each table", async () => {
      await table("policed");
      const at = "/shared/tables/policed";
      assert.deepEqual((await send("POST", `${at}:getIamPolicy`, {})).body, { etag: "ACAB" });
      const bindings = [{ role: "roles/bigquery.dataViewer", members: ["group:team@example.com"] }];
      const set = (await send("POST", `${at}:setIamPolicy`, { policy: { bindings } })).body;
      assert.deepEqual(set, { version: 1, etag: set.etag, bindings });
      assert.deepEqual(await send("DELETE", at), { status: 204, body: undefined });
      assert.equal((await send("POST", `${at}:getIamPolicy`, {})).status, 404);
    });

    it("lists tables with what matters of them", async () => {
      await dataset("listed");
      assert.equal((await send("GET", "/listed/tables")).body.totalItems, 0);
      await table("a", { friendlyName: "A", description: "not shown" }, "listed");
      const { body } = await send("GET", "/listed/tables");
      assert.deepEqual([body.kind, body.totalItems], ["bigquery#tableList", 1]);
      assert.deepEqual(Object.keys(body.tables[0]), [
        ...["kind", "id", "tableReference", "friendlyName", "type", "creationTime"],
      ]);
    });
  });
});
