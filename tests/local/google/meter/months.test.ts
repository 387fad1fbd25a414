import assert from "node:assert/strict";
import { costOf, creditsOf, type ExportRow, MeteredCloud } from "../../../support/meter.ts";

const regular = (rows: ExportRow[]) => rows.filter(({ cost_type }) => cost_type === "regular");

describe("local Google: the meter's months", () => {
  let local: MeteredCloud;
  afterEach(() => local.stop());

  it("begin at midnight in Pacific time, in winter and in summer", async () => {
    local = new MeteredCloud("2026-10-30T00:00:00Z");
    local.project("one");
    local.disk("one", "d", 1000);
    await local.at("2026-11-20T00:00:00Z");
    await local.at("2026-12-03T00:00:00Z");
    const monthsAt = (hour: string) =>
      regular(local.rows)
        .filter(({ usage_start_time }) => usage_start_time === `${hour}:00:00 UTC`)
        .map(({ invoice }) => invoice.month);
    assert.deepEqual(monthsAt("2026-11-01 06"), ["202610"]);
    assert.deepEqual(monthsAt("2026-11-01 07"), ["202611"]);
    assert.deepEqual(monthsAt("2026-12-01 07"), ["202611"]);
    assert.deepEqual(monthsAt("2026-12-01 08"), ["202612"]);
  });

  it("end with an invoice: what comes later is on the next one, and tax and rounding have no project", async () => {
    local = new MeteredCloud("2026-10-25T00:00:00Z");
    local.project("one");
    local.disk("one", "d", 1000);
    for (let number = 0; number < 20; number++) {
      local.project(`p${number}`);
      local.disk(`p${number}`, "d", 7);
    }
    await local.at("2026-12-20T00:00:00Z");
    const { rows } = local;
    const closing = "2026-11-04 07:00:00 UTC";
    const onOctober = rows.filter(({ invoice }) => invoice.month === "202610");
    const late = rows.filter(
      ({ usage_start_time, export_time }) => usage_start_time < "2026-11-01 07" && export_time > closing,
    );
    assert.ok(late.length > 0, "something is corrected after the month is closed");
    for (const { invoice, cost_type } of late) {
      assert.equal(invoice.month, "202611");
      assert.equal(cost_type, "adjustment");
    }
    const [tax, rounding] = ["tax", "rounding_error"].map((type) => onOctober.filter((row) => row.cost_type === type));
    assert.equal(tax!.length, 1);
    assert.ok(rounding!.length <= 1);
    for (const row of [...tax!, ...rounding!]) {
      assert.equal(row.project, undefined);
      assert.equal(row.export_time, closing);
      assert.equal(row.usage_end_time, "2026-11-01 07:00:00 UTC");
    }
    const used = costOf(onOctober.filter(({ project }) => project));
    assert.equal(costOf(tax!), Math.round(used / 10));
    assert.equal(costOf(onOctober) % 10_000, 0);
    assert.equal(rows.filter(({ cost_type, invoice }) => cost_type === "tax" && invoice.month === "202611").length, 1);
  });

  it("give a machine of N2 that runs all the time a fifth off, and one of E2 nothing", async () => {
    local = new MeteredCloud("2026-11-01T07:00:00Z");
    local.project("one");
    local.machine("one", "n", "n2-standard-2");
    local.machine("one", "e", "e2-standard-2");
    await local.at("2026-12-10T00:00:00Z");
    const november = regular(local.rows).filter(({ usage_start_time }) => usage_start_time < "2026-12-01 08");
    const of = (key: string) => november.filter(({ sku }) => sku.description === key);
    assert.equal(creditsOf(of("e2-core")), 0);
    // 721 hours of two cores at 0.03.
    const cores = of("n2-core");
    const corrections = local.rows.filter(
      ({ cost_type, sku, usage_start_time }) =>
        cost_type === "adjustment" && sku.description === "n2-core" && usage_start_time < "2026-12-01 08",
    );
    assert.equal(costOf(cores) + costOf(corrections), 43_260_000);
    assert.ok(Math.abs(creditsOf(cores) + 43_260_000 / 5) < 400, String(creditsOf(cores)));
    const first = cores.filter(({ usage_start_time }) => usage_start_time < "2026-11-08 12");
    assert.equal(creditsOf(first), 0);
    assert.deepEqual(cores.toSorted((a, b) => a.usage_start_time.localeCompare(b.usage_start_time)).at(-1)!.credits, [
      {
        id: "SUSTAINED_USAGE_DISCOUNT",
        name: "Sustained Usage Discount",
        full_name: "Sustained usage discount",
        type: "SUSTAINED_USAGE_DISCOUNT",
        amount: -0.024,
      },
    ]);
  });

  it("take one cluster of one zone for free", async () => {
    local = new MeteredCloud("2026-11-01T07:00:00Z");
    const cluster = (project: string, location: string) =>
      local.cloud.store.put(`//container.googleapis.com/projects/${project}/locations/${location}/clusters/c`, {
        name: `projects/${project}/locations/${location}/clusters/c`,
        projectId: project,
        location,
        members: { networkConfig: {} },
        pools: [],
      });
    local.project("one");
    local.project("two");
    cluster("one", "us-central1-a");
    cluster("two", "us-central1-b");
    cluster("two", "us-central1");
    await local.at("2026-12-10T00:00:00Z");
    const november = regular(local.rows).filter(({ usage_start_time }) => usage_start_time < "2026-12-01 08");
    // 744 hours at 0.1, whichever cluster they are of.
    assert.equal(creditsOf(november), -74_400_000);
    assert.deepEqual(
      new Set(november.flatMap(({ sku, credits }) => credits.map(() => sku.description))),
      new Set(["cluster-zonal"]),
    );
    const corrections = local.rows.filter(({ cost_type }) => cost_type === "adjustment");
    const inNovember = corrections.filter(({ usage_start_time }) => usage_start_time < "2026-12-01 08");
    assert.equal(costOf(november) + costOf(inNovember), 3 * 72_100_000);
  });

  it("use up a promotion before anything is paid", async () => {
    local = new MeteredCloud("2026-11-03T00:00:00Z");
    local.project("one");
    local.disk("one", "d", 1000);
    local.meter.promote("01C0DE-5EED00-CAFE42", "A gift", 1_000_000);
    await local.at("2026-11-20T00:00:00Z");
    const credits = local.byUsage.flatMap((row) => row.credits);
    assert.equal(creditsOf(local.rows), -1_000_000);
    assert.equal(credits.length, 10);
    assert.equal(credits[0]!.type, "PROMOTION");
  });

  it("are counted in the currency of who pays", async () => {
    local = new MeteredCloud("2026-11-03T00:00:00Z", ":memory:", "EUR");
    local.project("one");
    local.disk("one", "d", 1000);
    await local.at("2026-11-03T20:00:00Z");
    const [row] = local.byUsage;
    assert.equal(row!.currency, "EUR");
    assert.equal(row!.cost, 0.09);
  });
});
