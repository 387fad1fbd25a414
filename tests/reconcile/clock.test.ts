import assert from "node:assert/strict";
import { dayOf, daysBetween, judgeClock } from "../../reconcile/clock.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const minutes = (count: number) => count * 60_000;

describe("the clock that days are judged by", () => {
  for (const [what, google, newestState, failed] of [
    ["agrees with Google's", noon, undefined, undefined],
    ["is 5 minutes ahead", noon - minutes(5), undefined, undefined],
    ["is 5 minutes behind", noon + minutes(5), undefined, undefined],
    [
      "has jumped ahead by a month",
      noon - minutes(60 * 24 * 30),
      undefined,
      "the clock shows 2026-11-22T12:00:00Z, which is 30 days ahead of Google's (2026-10-23T12:00:00Z); allowed are 5 minutes",
    ],
    [
      "has jumped back by six minutes",
      noon + minutes(6),
      undefined,
      "the clock shows 2026-11-22T12:00:00Z, which is 6 minutes behind Google's (2026-11-22T12:06:00Z); allowed are 5 minutes",
    ],
    ["comes after a state that is old", noon, noon - minutes(60 * 24 * 90), undefined],
    ["comes a little before a state", noon, noon + minutes(5), undefined],
    [
      "comes hours before a state",
      noon,
      noon + minutes(180),
      "the clock shows 2026-11-22T12:00:00Z, which is 3 hours before a state was written (2026-11-22T15:00:00Z); allowed are 5 minutes",
    ],
    [
      "can't be checked",
      Number.NaN,
      undefined,
      "Google's answer says no time, so the clock of this machine can't be checked",
    ],
  ] as const) {
    it(`${what}: ${failed === undefined ? "trusted" : "not trusted"}`, () => {
      const clocks = { now: noon, google, ...(newestState !== undefined && { newestState }) };
      assert.deepEqual(judgeClock(clocks), failed === undefined ? { is: null } : { failed });
    });
  }

  it("knows days in UTC, whatever the hour", () => {
    assert.equal(dayOf(Date.parse("2026-11-22T23:59:59.999Z")), "2026-11-22");
    assert.equal(dayOf(Date.parse("2026-11-23T00:30:00+02:00")), "2026-11-22");
    assert.equal(daysBetween("2026-11-28", "2026-12-01"), 3);
    assert.equal(daysBetween("2026-12-01", "2026-11-30"), -1);
    assert.equal(daysBetween("2028-02-28", "2028-03-01"), 2);
  });
});
