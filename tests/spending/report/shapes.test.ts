import assert from "node:assert/strict";
import { problemsOfRow } from "../../../spending/report/schema.ts";
import { everyShape } from "../../support/every-shape.ts";
import { reportOf, rowOf } from "../../support/report.ts";

const usd = { currency: "USD" };

describe("the report of every shape of row", () => {
  it("knows every column of them but that of the future", () => {
    const problems = everyShape.flatMap((row) => problemsOfRow(row));
    assert.deepEqual(problems, ["of_the_future: no such column"]);
  });

  for (const parquet of [false, true]) {
    describe(parquet ? "as Parquet" : "as JSON lines", () => {
      it("adds projects up to the millionth", async () => {
        const report = await reportOf(everyShape, { ...usd, parquet });
        const sums = report.groups.map(({ name, rows }) => [name, rows.map(({ key, toDate }) => [key, toDate])]);
        assert.deepEqual(sums, [
          ["Testing", [["tst-gone-x1x1", 31_000_000]]],
          ["(no folder)", [["tst-by-hand", 10_000_000]]],
          ["Production", [["tst-live-t5wk", 7_899_999]]],
          ["Testing / Nightly", [["tst-moved-y2y2", 5_000_000]]],
          [undefined, [[undefined, 27_769_999]]],
        ]);
        assert.equal(report.total.toDate, 81_669_998);
        assert.deepEqual(report.types, {
          adjustment: -2_000_001,
          regular: 75_900_000,
          rounding_error: -1,
          tax: 7_770_000,
        });
        assert.equal(report.total.credits, -74_750_000);
        assert.equal(report.total.lastMonth, 116_000_000);
      });
    });
  }

  it("compares complete days with the same of last month", async () => {
    const report = await reportOf(everyShape, usd);
    assert.equal(report.period.complete, 22);
    const { complete, sameDays, delta, lastMonth } = rowOf(report, "tst-gone-x1x1");
    // November's late row counts on its first day; October's last on its last.
    assert.deepEqual([complete, sameDays, delta, lastMonth], [31_000_000, 5_000_000, 26_000_000, 16_000_000]);
    const live = rowOf(report, "tst-live-t5wk");
    assert.deepEqual([live.complete, live.sameDays, live.lastMonth], [7_399_999, 0, 100_000_000]);
  });

  it("shows each day in Pacific time, by the month of the invoice", async () => {
    const { days } = await reportOf(everyShape, usd);
    assert.deepEqual(days[0], { date: "2026-11-01", amount: 31_000_000, last: 0, complete: true });
    assert.deepEqual(days[4], { date: "2026-11-05", amount: -3_100_000, last: 5_000_000, complete: true });
    assert.deepEqual(days[23], { date: "2026-11-24", amount: 500_000, last: 0, complete: false });
    assert.deepEqual(days[29]!.last, 100_000_000);
    assert.equal(
      days.reduce((sum, { amount }) => sum + amount, 0),
      81_669_998,
    );
  });

  it("takes what projects are called, where they are and whose they are from their newest row", async () => {
    const report = await reportOf(everyShape, usd);
    assert.equal(rowOf(report, "tst-moved-y2y2").title, "New name");
    assert.deepEqual(
      report.orphans.map(({ project, name, toDate, label }) => [project, name, toDate, label]),
      [
        ["tst-by-hand", "by hand", 10_000_000, undefined],
        ["tst-moved-y2y2", "New name", 5_000_000, "nobody-we-know"],
      ],
    );
  });

  it("counts a row with a label twice once, under the first value", async () => {
    const report = await reportOf(everyShape, { ...usd, by: { by: "label", label: "env" } });
    const rows = report.groups.flatMap(({ rows }) => rows).map(({ key, toDate }) => [key, toDate]);
    assert.deepEqual(rows, [
      ["live", 8_500_000],
      ["a", 4_000_000],
      [undefined, 69_169_998],
    ]);
  });

  it("finds the labels of projects where resources have none", async () => {
    const report = await reportOf(everyShape, { ...usd, by: { by: "label", label: "owner" } });
    const rows = report.groups.flatMap(({ rows }) => rows).map(({ key, toDate }) => [key, toDate]);
    assert.deepEqual(rows, [
      ["search", 33_000_000],
      ["platform", 7_899_999],
      ["nobody-we-know", 3_000_000],
      [undefined, 37_769_999],
    ]);
  });

  it("adds up by service, team, kind and folder to the same", async () => {
    for (const by of ["service", "team", "kind", "folder"] as const) {
      const report = await reportOf(everyShape, { ...usd, by: { by } });
      assert.equal(report.total.toDate, 81_669_998, by);
    }
    const { groups } = await reportOf(everyShape, { ...usd, by: { by: "service" } });
    assert.deepEqual(
      groups.flatMap(({ rows }) => rows).map(({ key, toDate }) => [key, toDate]),
      [
        ["Compute Engine", 53_899_999],
        ["Support", 20_000_000],
        ["Invoice", 7_769_999],
        ["Kubernetes Engine", 0],
      ],
    );
  });

  it("refuses to add currencies, and reports the one that is asked for", async () => {
    await assert.rejects(reportOf(everyShape), /There are rows in EUR and USD, which can't be added/);
    await assert.rejects(reportOf(everyShape, { currency: "GBP" }), /found GBP; allowed: EUR and USD/);
    assert.equal((await reportOf(everyShape, { currency: "EUR" })).total.toDate, 99_000_000);
  });

  it("says that there is nothing", async () => {
    await assert.rejects(reportOf(everyShape, { month: "2025-03" }), /There is no row of 2025-03 or the month before/);
  });
});
