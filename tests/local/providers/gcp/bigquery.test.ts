import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const datasetToken = "gcp:bigquery/dataset:Dataset";
const tableToken = "gcp:bigquery/table:Table";

describe("local gcp provider: bigquery", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("warehouse-1", ["bigquery"]);
    await dataset("shared");
  });
  after(() => cloud.stop());

  const base = "/bigquery/v2/projects/warehouse-1/datasets";
  const dataset = (datasetId: string) =>
    cloud.send("bigquery", "POST", base, { datasetReference: { datasetId }, location: "EU" });

  it(datasetToken, async () => {
    const inputs = {
      project: "warehouse-1",
      datasetId: "costs",
      location: "EU",
      friendlyName: "Costs",
      labels: { team: "finance" },
      defaultTableExpirationMs: 3_600_000,
    };
    const state = await live(cloud, {
      token: datasetToken,
      inputs,
      change: { ...inputs, description: "What it costs", labels: {}, maxTimeTravelHours: "72" },
      id: "projects/warehouse-1/datasets/costs",
    });
    assert.equal(state.maxTimeTravelHours, "168");
    assert.equal(typeof state.creationTime, "number");
  });

  it("takes roles by either name, and access of views", async () => {
    const accesses = [
      { role: "OWNER", specialGroup: "projectOwners" },
      { role: "roles/bigquery.dataViewer", groupByEmail: "team@example.com" },
      { view: { projectId: "warehouse-1", datasetId: "shared", tableId: "v" } },
    ];
    const inputs = { project: "warehouse-1", datasetId: "guarded", accesses };
    await live(cloud, { token: datasetToken, inputs, change: { ...inputs, accesses: accesses.slice(0, 2) } });
  });

  it("deletes what is in a dataset only when that was said", async () => {
    const urn = urnOf(datasetToken);
    for (const deleteContentsOnDestroy of [false, true]) {
      const inputs = checked(datasetToken, { project: "warehouse-1", datasetId: "full", deleteContentsOnDestroy });
      if (deleteContentsOnDestroy) await cloud.send("bigquery", "DELETE", `${base}/full?deleteContents=true`);
      const { id, state } = await provider.create(contextOf(cloud), urn, inputs, false);
      await cloud.send("bigquery", "POST", `${base}/full/tables`, { tableReference: { tableId: "t" } });
      const removal = provider.remove(contextOf(cloud), urn, id, state);
      if (deleteContentsOnDestroy) await removal;
      else await assert.rejects(removal, /Dataset warehouse-1:full is still in use/);
    }
  });

  it("gcp:bigquery/datasetIamMember:DatasetIamMember", async () => {
    const [role, member] = ["roles/bigquery.dataEditor", "serviceAccount:export@warehouse-1.iam.gserviceaccount.com"];
    const parent = "projects/warehouse-1/datasets/shared";
    const before = await cloud.send("bigquery", "GET", `${base}/shared`);
    await live(cloud, {
      token: "gcp:bigquery/datasetIamMember:DatasetIamMember",
      inputs: { project: "warehouse-1", datasetId: "shared", role, member },
      id: `${parent}/${role}/${member}`,
      importId: `${parent} ${role} ${member}`,
    });
    const after = await cloud.send("bigquery", "GET", `${base}/shared`);
    const sorted = (access: object[]) => access.map((entry) => JSON.stringify(entry)).toSorted();
    assert.deepEqual(sorted(after.body.access), sorted(before.body.access), "other access has changed");
  });

  const columns = (...names: string[]) =>
    JSON.stringify(names.map((name) => ({ name, type: "STRING", mode: "NULLABLE" })));
  const table = { project: "warehouse-1", datasetId: "shared", deletionProtection: false };

  it(tableToken, async () => {
    const inputs = {
      ...table,
      tableId: "export",
      schema: JSON.stringify([{ name: "day", type: "DATE", mode: "REQUIRED" }]),
      timePartitioning: { type: "DAY", field: "day", expirationMs: 86_400_000 },
      clusterings: ["day"],
      labels: { team: "finance" },
    };
    const wider = [
      { name: "day", type: "DATE", mode: "NULLABLE" },
      { name: "cost", type: "NUMERIC", mode: "NULLABLE" },
    ];
    const state = await live(cloud, {
      token: tableToken,
      inputs,
      change: { ...inputs, schema: JSON.stringify(wider), description: "Export" },
      id: "projects/warehouse-1/datasets/shared/tables/export",
    });
    assert.equal(state.type, "TABLE");
    assert.equal(state.numRows, 0);
  });

  it("makes a view, whose columns it describes afterwards", async () => {
    const tableReference = { tableId: "source" };
    const schema = { fields: JSON.parse(columns("name", "mail")) };
    await cloud.send("bigquery", "POST", `${base}/shared/tables`, { tableReference, schema });
    const query = "SELECT name FROM `warehouse-1.shared.source`";
    const inputs = {
      ...table,
      tableId: "names",
      view: { query, useLegacySql: false },
      schema: JSON.stringify([{ name: "name", type: "STRING", mode: "NULLABLE", description: "Full name" }]),
    };
    const state = await live(cloud, { token: tableToken, inputs, change: { ...inputs, friendlyName: "Names" } });
    assert.equal(state.type, "VIEW");
  });

  it("makes a table over files", async () => {
    const inputs = {
      ...table,
      tableId: "files",
      schema: columns("a"),
      externalDataConfiguration: {
        autodetect: false,
        sourceFormat: "CSV",
        sourceUris: ["gs://files/*.csv"],
        csvOptions: { quote: '"', skipLeadingRows: 1 },
      },
    };
    const external = { ...inputs.externalDataConfiguration, ignoreUnknownValues: true };
    await live(cloud, { token: tableToken, inputs, change: { ...inputs, externalDataConfiguration: external } });
  });

  it("sees that columns which go need a new table, and new ones don't", () => {
    const state = { ...table, tableId: "t", schema: columns("a", "b") };
    const diff = (schema: string) =>
      provider
        .diffResource(urnOf(tableToken), state, { ...state, schema })
        .map(({ path, replace }) => ({ path, replace }));
    assert.deepEqual(diff(columns("a", "b", "c")), [{ path: "schema", replace: false }]);
    assert.deepEqual(diff(columns("a")), [{ path: "schema", replace: true }]);
    assert.deepEqual(diff(` ${columns("a", "b")}`), []);
  });

  it("protects a table from deletion unless it was said otherwise", async () => {
    const inputs = checked(tableToken, { project: "warehouse-1", datasetId: "shared", tableId: "kept" });
    const { id, state } = await provider.create(contextOf(cloud), urnOf(tableToken), inputs, false);
    await assert.rejects(provider.remove(contextOf(cloud), urnOf(tableToken), id, state), /deletionProtection/);
  });
});
