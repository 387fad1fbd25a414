import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";

describe("local Google: rows that are streamed into BigQuery", () => {
  let cloud: TestCloud;
  const base = "/bigquery/v2/projects/stream-1/datasets";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("bigquery", method, base + path, body && { ...body });
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("stream-1", ["bigquery"]);
    await send("POST", "", { datasetReference: { datasetId: "d" } });
    const schema = { fields: [{ name: "cost", type: "FLOAT" }] };
    await send("POST", "/d/tables", { tableReference: { tableId: "t" }, schema });
  });
  after(() => cloud.stop());

  it("are counted in the table, also after it was changed", async () => {
    const kind = "bigquery#tableDataInsertAllResponse";
    const rows = [{ json: { cost: 1 } }, { json: { cost: 2 } }];
    const before = (await send("GET", "/d/tables/t")).body;
    assert.deepEqual((await send("POST", "/d/tables/t/insertAll", { rows })).body, { kind });
    const { streamingBuffer, lastModifiedTime, numRows } = (await send("GET", "/d/tables/t")).body;
    assert.deepEqual([streamingBuffer.estimatedRows, numRows], ["2", "0"]);
    assert.ok(lastModifiedTime >= before.lastModifiedTime);
    await send("POST", "/d/tables/t/insertAll", { rows });
    await send("PATCH", "/d/tables/t", { description: "Costs." });
    const { body } = await send("GET", "/d/tables/t");
    assert.deepEqual([body.streamingBuffer.estimatedRows, body.description], ["4", "Costs."]);
  });

  it("are refused where there are none, no table, or no such column", async () => {
    assert.equal((await send("POST", "/d/tables/t/insertAll", { rows: [] })).status, 400);
    assert.equal((await send("POST", "/d/tables/none/insertAll", { rows: [{ json: {} }] })).status, 404);
    const before = (await send("GET", "/d/tables/t")).body.streamingBuffer;
    const { body } = await send("POST", "/d/tables/t/insertAll", { rows: [{ json: { price: 1 } }] });
    assert.deepEqual(body.insertErrors, [
      { index: 0, errors: [{ reason: "invalid", location: "price", message: "no such field: price." }] },
    ]);
    assert.deepEqual((await send("GET", "/d/tables/t")).body.streamingBuffer, before);
  });
});
