import assert from "node:assert/strict";
import fc from "fast-check";
import { type Forecast, forecast, type History, together } from "../../../spending/report/forecast.ts";
import { period } from "../../../spending/report/period.ts";

const november = period("2026-11", Date.parse("2026-11-22T20:00:00Z"));
const first = november.last.days;

/** What is known of something that cost so much on each of the last days. */
function historyOf(days: number[], more: Partial<History> = {}): History {
  const recent = days.slice(-14);
  const complete = days.slice(-november.complete).reduce((sum, each) => sum + each, 0);
  return {
    toDate: complete,
    complete,
    recent: recent.reduce((sum, each) => sum + each, 0),
    recentSquares: recent.reduce((sum, each) => sum + each * each, 0),
    firstDay: first + november.complete - days.length,
    lastDay: first + november.complete - 1,
    ...more,
  };
}

describe("the forecast", () => {
  it("goes on at the rate of the last two weeks", () => {
    const days = Array.from({ length: 40 }, (_, day) => (day < 26 ? 500 : 1000));
    assert.equal(november.complete, 20);
    // Six days of 500, fourteen of 1000, and ten to come.
    assert.deepEqual(forecast(historyOf(days), november), { amount: 27_000, error: 0 });
  });

  it("goes by the days that there are of what is new, if there are three", () => {
    assert.deepEqual(forecast(historyOf([900, 900, 900]), november), { amount: 2700 + 9000, error: 0 });
    assert.equal(forecast(historyOf([900, 900]), november), undefined);
  });

  it("takes what has been silent for three days as ended", () => {
    const ended = historyOf([900, 900, 900, 0, 0, 0], { lastDay: first + november.complete - 4 });
    assert.deepEqual(forecast(ended, november), { amount: 2700, error: 0 });
  });

  it("is never less than what was spent", () => {
    const spent = historyOf([100, 100, 100, 100], { toDate: 50_000 });
    assert.equal(forecast(spent, november)!.amount, 50_000);
  });

  it("is what was spent once the month is complete", () => {
    const december = period("2026-11", Date.parse("2026-12-05T20:00:00Z"));
    assert.deepEqual(forecast(historyOf([1, 2, 3]), december), { amount: 6, error: 0 });
  });

  it("is right within its error in about four cases of five", () => {
    let [inside, all] = [0, 0];
    const random = seeded(11);
    for (let round = 0; round < 2000; round++) {
      const days = Array.from({ length: 44 }, () => 1_000_000 + 400_000 * random());
      const known = days.slice(0, 34);
      const { amount, error } = forecast(historyOf(known), november) as Forecast;
      const month = days.slice(14).reduce((sum, each) => sum + each, 0);
      all++;
      if (Math.abs(month - amount) <= error) inside++;
    }
    assert.ok(inside / all > 0.76 && inside / all < 0.86, `${inside / all}`);
  });

  it("of several errs less than all their errors", () => {
    const error = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(fc.array(fc.record({ amount: fc.integer(), error }), { minLength: 1 }), (all) => {
        const found = together(all)!;
        const errors = all.map((each) => each.error);
        const sum = errors.reduce((total, each) => total + each, 0);
        assert.equal(
          found.amount,
          all.reduce((total, each) => total + each.amount, 0),
        );
        assert.ok(found.error <= sum + 1 && found.error >= Math.max(...errors) - 1);
      }),
    );
    assert.equal(together([{ amount: 1, error: 1 }, undefined]), undefined);
  });
});

/** Normal numbers, the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}
