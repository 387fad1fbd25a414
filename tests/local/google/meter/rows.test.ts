import assert from "node:assert/strict";
import { problemsOfRow } from "../../../../spending/report/schema.ts";
import { billingAccount, organizationId } from "../../../support/cloud.ts";
import { costOf, type ExportRow, MeteredCloud } from "../../../support/meter.ts";

/** What is easy to compare: SKU, when the hour began, amount in pricing units and cost in micros. */
const short = ({ sku, usage_start_time, usage, cost }: ExportRow) => [
  sku.description,
  usage_start_time.slice(5, 13),
  usage.amount_in_pricing_units,
  Math.round(cost * 1_000_000),
];

describe("local Google: the meter's rows", () => {
  let local: MeteredCloud;
  beforeEach(() => {
    local = new MeteredCloud("2026-11-03T10:00:00Z");
  });
  afterEach(() => local.stop());

  it("has a machine that was made at 10:20 and stopped at 13:05", async () => {
    local.project("one");
    await local.at("2026-11-03T10:20:00Z");
    local.machine("one", "m", "e2-standard-2", { labels: { team: "search" } });
    await local.at("2026-11-03T13:05:00Z");
    local.machine("one", "m", "e2-standard-2", { status: "TERMINATED", labels: { team: "search" } });
    await local.at("2026-11-05T00:00:00Z");
    const cores = local.byUsage.filter(({ sku }) => sku.description === "e2-core");
    // Two cores at 0.02 an hour.
    assert.deepEqual(cores.map(short), [
      ["e2-core", "11-03 10", 4 / 3, 26_667],
      ["e2-core", "11-03 11", 2, 40_000],
      ["e2-core", "11-03 12", 2, 40_000],
      ["e2-core", "11-03 13", 1 / 6, 3333],
    ]);
    const memory = local.byUsage.find(({ sku }) => sku.description === "e2-memory");
    const { export_time, ...row } = memory!;
    assert.match(export_time, /^2026-11-03 1[4-7]:00:00 UTC$/);
    assert.deepEqual(row, {
      billing_account_id: billingAccount,
      service: { id: "COMPUTE ENGINE-ID", description: "Compute Engine" },
      sku: { id: "SKU-e2-memory", description: "e2-memory" },
      project: {
        id: "one",
        number: "100000000001",
        name: "one",
        ancestry_numbers: `/${organizationId}/`,
        ancestors: [
          { resource_name: "projects/100000000001", display_name: "one" },
          { resource_name: `organizations/${organizationId}`, display_name: "example.com" },
        ],
        labels: [],
      },
      labels: [{ key: "team", value: "search" }],
      system_labels: [],
      tags: [],
      location: { location: "us-central1-a", country: "US", region: "us-central1", zone: "us-central1-a" },
      currency: "USD",
      currency_conversion_rate: 1,
      transaction_type: "GOOGLE",
      seller_name: "Google",
      usage_start_time: "2026-11-03 10:00:00 UTC",
      usage_end_time: "2026-11-03 11:00:00 UTC",
      cost: 0.016,
      cost_at_list: 0.016,
      usage: {
        amount: Math.round((16 / 3) * 3600 * 2 ** 30),
        unit: "byte-seconds",
        amount_in_pricing_units: 16 / 3,
        pricing_unit: "gibibyte hour",
      },
      credits: [],
      invoice: { month: "202611", publisher_type: "GOOGLE" },
      cost_type: "regular",
    });
  });

  it("has rows as Google's export has them, of every kind", async () => {
    local.project("one", { labels: { env: "one" }, displayName: "Füße" });
    local.machine("one", "m", "n2-standard-2", { labels: { team: "search" } });
    for (let number = 0; number < 30; number++) {
      local.project(`p${number}`);
      local.disk(`p${number}`, "d", 7);
    }
    local.meter.promote(billingAccount, "A gift", 1_000_000);
    await local.at("2026-12-10T00:00:00Z");
    const { rows } = local;
    const kinds = new Set(rows.map(({ cost_type }) => cost_type));
    assert.deepEqual(kinds, new Set(["regular", "adjustment", "tax", "rounding_error"]));
    const types = new Set(rows.flatMap(({ credits }) => credits.map(({ type }) => type)));
    assert.deepEqual(types, new Set(["PROMOTION", "SUSTAINED_USAGE_DISCOUNT"]));
    assert.deepEqual([...new Set(rows.flatMap((row) => problemsOfRow(row)))], []);
    assert.equal(rows.find(({ project }) => project?.id === "one")!.project!.name, "Füße");
  });

  it("has a disk that grows within an hour, as long as it is there", async () => {
    local.project("one");
    local.disk("one", "d", 100);
    await local.at("2026-11-03T11:15:00Z");
    local.disk("one", "d", 300);
    await local.at("2026-11-03T12:30:00Z");
    local.disk("one", "d", 300, "pd-balanced", { status: "DELETING" });
    local.delete("one", "disks", "d");
    await local.at("2026-11-05T00:00:00Z");
    // A gibibyte-month costs 0.073: a gibibyte an hour costs 0.0001.
    assert.deepEqual(
      local.byUsage.map(short).map(([, hour, , cost]) => [hour, cost]),
      [
        ["11-03 10", 10_000],
        ["11-03 11", 25_000],
        ["11-03 12", 15_000],
      ],
    );
    assert.equal(local.byUsage[0]!.usage.pricing_unit, "gibibyte month");
    assert.equal(local.byUsage[1]!.usage.amount, 250 * 2 ** 30 * 3600);
  });

  it("has nothing of a project as long as nobody pays for it", async () => {
    local.project("one");
    local.disk("one", "d", 100);
    await local.at("2026-11-03T11:30:00Z");
    local.change("one", { billingAccount: undefined });
    await local.at("2026-11-03T15:00:00Z");
    local.disk("one", "d", 500);
    local.change("one", { billingAccount: `billingAccounts/${billingAccount}` });
    await local.at("2026-11-03T16:00:00Z");
    local.change("one", { state: "DELETE_REQUESTED" });
    await local.at("2026-11-05T00:00:00Z");
    assert.deepEqual(
      local.byUsage.map(short).map(([, hour, , cost]) => [hour, cost]),
      [
        ["11-03 10", 10_000],
        ["11-03 11", 5000],
        ["11-03 15", 50_000],
      ],
    );
  });

  it("loses nothing by rounding: what is left over of a row goes into the next", async () => {
    local.project("one");
    local.disk("one", "d", 1, "pd-standard");
    local.cloud.store.put("//secretmanager.googleapis.com/projects/one/secrets/s", { replication: { automatic: {} } });
    local.cloud.store.put("//secretmanager.googleapis.com/projects/one/secrets/s/versions/1", { state: "ENABLED" });
    await local.at(Date.parse("2026-11-03T10:00:00Z") + 730 * 3_600_000);
    await local.at("2026-12-20T00:00:00Z");
    const secrets = local.rows.filter(({ sku }) => sku.description === "secret-version");
    const month = secrets.filter(({ usage_start_time }) => usage_start_time < "2026-12-03 20");
    assert.equal(month.filter(({ cost_type }) => cost_type === "regular").length, 730);
    assert.equal(costOf(month), 60_000);
    // Some days are reported too high at first, and put right later.
    const corrections = month.filter(({ cost_type }) => cost_type === "adjustment");
    const corrected = new Set(corrections.map(({ usage_start_time }) => usage_start_time));
    const right = month.filter(({ usage_start_time }) => !corrected.has(usage_start_time));
    assert.deepEqual(new Set(right.map(({ cost }) => cost)), new Set([0.000082, 0.000083]));
    assert.equal(corrections.length, 24);
  });
});
