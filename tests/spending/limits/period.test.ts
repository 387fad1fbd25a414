import assert from "node:assert/strict";
import fc from "fast-check";
import { endOf, nextPeriod, periodOf, startOf } from "../../../spending/limits/period.ts";

describe("the month of a budget", () => {
  for (const [time, period] of [
    ["2026-11-01T06:59:59Z", "2026-10"],
    ["2026-11-01T07:00:00Z", "2026-11"],
    ["2026-12-01T07:59:59Z", "2026-11"],
    ["2026-12-01T08:00:00Z", "2026-12"],
    ["2027-01-01T07:59:59.999Z", "2026-12"],
    ["2026-03-08T10:30:00Z", "2026-03"],
  ] as const) {
    it(`${time} is in ${period}`, () => assert.equal(periodOf(Date.parse(time)), period));
  }

  it("begins at midnight in Pacific time, in summer and in winter", () => {
    assert.equal(new Date(startOf("2026-07")).toISOString(), "2026-07-01T07:00:00.000Z");
    assert.equal(new Date(startOf("2026-12")).toISOString(), "2026-12-01T08:00:00.000Z");
    assert.equal(new Date(endOf("2026-12")).toISOString(), "2027-01-01T08:00:00.000Z");
  });

  it("holds every moment between its beginning and its end", () => {
    const range = { min: Date.parse("2010-01-01"), max: Date.parse("2060-01-01") };
    fc.assert(
      fc.property(fc.integer(range), (time) => {
        const period = periodOf(time);
        assert.ok(startOf(period) <= time && time < endOf(period));
        assert.equal(periodOf(startOf(period)), period);
        assert.equal(periodOf(startOf(period) - 1) < period, true);
        assert.equal(periodOf(endOf(period)), nextPeriod(period));
      }),
    );
  });
});
