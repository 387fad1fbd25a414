import assert from "node:assert/strict";
import { DuckDBInstance, DuckDBTimestampValue } from "@duckdb/node-api";
import fc from "fast-check";
import { apportion, nanos, roundTogether, toMicros } from "../../../spending/report/exact.ts";
import {
  dateOf,
  exportSpan,
  offsets,
  pacificDate,
  period,
  sameDays,
  startOfDate,
} from "../../../spending/report/period.ts";
import { duckdb } from "../../../spending/report/query/duckdb.ts";
import { exportRow } from "../../support/billing-export.ts";
import { reportOf } from "../../support/report.ts";

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, each) => total + each, 0n);

describe("exact amounts", () => {
  it("are read from decimal numbers", () => {
    assert.equal(nanos("12.5"), 12_500_000_000n);
    assert.equal(nanos("-0.000000001"), -1n);
    assert.equal(nanos(7n), 7n);
    assert.throws(() => nanos("1e3"), RangeError);
  });

  it("are rounded so that they add up to the rounded sum, each by less than a step", () => {
    const amount = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
    const step = fc.constantFrom(1n, 7n, 1000n, 10_000n);
    fc.assert(
      fc.property(fc.array(amount), step, (amounts, step) => {
        const rounded = apportion(amounts, step);
        const error = sum(rounded) * step - sum(amounts);
        assert.ok(2n * (error < 0n ? -error : error) <= step);
        rounded.forEach((each, index) => {
          const off = each * step - amounts[index]!;
          assert.ok(-step < off && off < step);
        });
      }),
    );
  });

  it("are given to those that lose the most", () => {
    assert.deepEqual(toMicros([400n, 300n, 300n]), [1, 0, 0]);
    assert.deepEqual(roundTogether([3_333, 3_333, 3_334], 10_000), [0, 0, 10_000]);
    assert.deepEqual(roundTogether([-5_000, 5_000], 10_000), [0, 0]);
  });
});

describe("days and months in Pacific time", () => {
  it("begin where the clock there says so, also when it changes", () => {
    assert.equal(new Date(startOfDate("2026-11-01")).toISOString(), "2026-11-01T07:00:00.000Z");
    assert.equal(new Date(startOfDate("2026-11-02")).toISOString(), "2026-11-02T08:00:00.000Z");
    const { change, shift } = offsets(period("2026-11", 0));
    assert.equal(new Date(change).toISOString(), "2026-11-01T09:00:00.000Z");
    assert.equal(shift, 3_600_000);
    assert.equal(new Date(offsets(period("2026-03", 0)).change).toISOString(), "2026-03-08T10:00:00.000Z");
  });

  it("are complete two days later", () => {
    assert.equal(period("2026-11", Date.parse("2026-11-01T12:00:00Z")).complete, 0);
    assert.equal(period("2026-11", Date.parse("2026-11-03T12:00:00Z")).complete, 1);
    assert.equal(period("2026-11", Date.parse("2026-12-01T12:00:00Z")).complete, 29);
    assert.equal(period("2026-11", Date.parse("2026-12-02T12:00:00Z")).complete, 30);
  });

  it("are beside those of a longer or shorter month", () => {
    assert.equal(sameDays(period("2026-11", Date.parse("2027-01-01T12:00:00Z"))), 31);
    assert.equal(sameDays(period("2026-03", Date.parse("2026-03-31T12:00:00Z"))), 28);
    assert.equal(dateOf("2026-02", 28), "2026-03-01");
  });

  it("are read from partitions five days before them to ten after", () => {
    const { from, to } = exportSpan("2026-11");
    assert.equal(pacificDate(from), "2026-09-26");
    assert.equal(pacificDate(to), "2026-12-11");
  });

  it("are counted by DuckDB as by the time zone database", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    for (const month of ["2026-01", "2026-03", "2026-04", "2026-11", "2026-12", "2028-03"]) {
      const around = period(month, 0);
      const { start, change, shift } = offsets(around);
      const moment = (at: number) => new DuckDBTimestampValue(BigInt(at) * 1000n);
      const { days, last } = around;
      // Every hour of the two months, and two days on each side.
      const hours = Array.from({ length: (days + last.days + 4) * 24 }, (_, hour) => start + (hour - 48) * 3_600_000);
      const rows = await connection.runAndReadAll(
        `SELECT epoch_ms(usage_start_time) AS at, ${duckdb.day} AS day FROM (
           SELECT make_timestamp_ms(unnest(generate_series(CAST($first AS BIGINT), CAST($last AS BIGINT), 3600000))) AS usage_start_time)`,
        { start: moment(start), change: moment(change), shift, first: BigInt(hours[0]!), last: BigInt(hours.at(-1)!) },
      );
      const found = rows.getRowObjects().map(({ at, day }) => [Number(at), Number(day)]);
      assert.equal(found.length, hours.length);
      for (const [at, day] of found)
        assert.equal(dateOf(last.month, day!), pacificDate(at!), new Date(at!).toISOString());
    }
    connection.closeSync();
  });
});

describe("the sums of a report", () => {
  it("are those of its rows, whatever they are", async () => {
    const row = fc.record({
      day: fc.integer({ min: 0, max: 52 }),
      // What rows cost: whole millionths, as floating-point numbers have them.
      micros: fc.integer({ min: -50_000_000, max: 2_000_000_000 }),
      credits: fc.array(fc.integer({ min: -3_000_000, max: 0 }), { maxLength: 3 }),
      project: fc.constantFrom("a-project", "b-project", undefined),
      type: fc.constantFrom("regular", "tax", "adjustment", "rounding_error"),
      labels: fc.array(fc.constantFrom("x", "y"), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        const exported = rows.map(({ day, micros, credits, project, type, labels }) =>
          exportRow(new Date(Date.UTC(2026, 9, 1 + day, 20)).toISOString(), micros / 1e6, {
            project: project === undefined ? null : { id: project, name: project },
            credits: credits.map((amount) => ({ name: "c", amount: amount / 1e6 })),
            cost_type: type,
            labels: labels.map((value) => ({ key: "env", value })),
          }),
        );
        const expected = rows
          .filter(({ day }) => day >= 31)
          .reduce((total, { micros, credits }) => total + micros + credits.reduce((all, each) => all + each, 0), 0);
        for (const by of [{ by: "project" }, { by: "team" }, { by: "label", label: "env" }] as const) {
          const { total, groups, days } = await reportOf(exported, { by });
          const added = groups.flatMap((group) => group.rows).reduce((all, { toDate }) => all + toDate, 0);
          assert.deepEqual([total.toDate, added], [expected, expected]);
          assert.equal(
            days.reduce((all, { amount }) => all + amount, 0),
            expected,
          );
        }
      }),
      { numRuns: 15 },
    );
  });
});
