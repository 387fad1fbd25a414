import assert from "node:assert/strict";
import fc from "fast-check";
import { steps } from "../../../spec/schema/organization.ts";
import { decide, inPeriod } from "../../../spending/limits/decide.ts";
import { furtherShare, rank, type Step, shares } from "../../../spending/limits/ladder.ts";
import { liftedState, NothingToLift } from "../../../spending/limits/lift.ts";
import { mostPlausible, type SpendingReading, trustOf } from "../../../spending/limits/reading.ts";
import { effective, freshState, type LimitState, parseState } from "../../../spending/limits/state.ts";

const at = "2026-11-16T12:00:00.000Z";
const now = Date.parse(at);
const limit = 100_000_000;

const reading = (share: number, more: Partial<SpendingReading> = {}): SpendingReading => ({
  cause: "spending",
  source: "budget",
  period: "2026-11",
  cost: Math.round(share * limit),
  limit,
  currency: "EUR",
  at,
  trust: "unlinkBilling",
  evidence: "",
  ...more,
});

const fresh = freshState("demo", "tst-demo-d9hc", "2026-11", at);

/** A state after the steps that a reading makes due, as the controller would leave it. */
function then(state: LimitState, ladder: readonly Step[], one: SpendingReading, dryRun = false): LimitState {
  const { due } = decide({ ladder: ladder as never }, state, one, dryRun);
  const step = due.at(-1);
  if (!step) return state;
  const real = effective(state);
  const { real: _, ...rest } = state;
  return {
    ...rest,
    step,
    dryRun,
    ...(dryRun && real !== "none" && { real }),
    last: { share: one.cost / limit, source: "budget", at },
  };
}

const share = fc.double({ min: -0.5, max: 3, noNaN: true });
const trust = fc.constantFrom(...steps);
const readings = fc.array(
  fc.record({ share, trust }).map((each) => reading(each.share, { trust: each.trust })),
  { maxLength: 12 },
);
const ladders = fc.constantFrom<readonly Step[]>(
  ["notify"],
  ["notify", "freeze"],
  ["notify", "scaleDown"],
  ["notify", "freeze", "scaleDown"],
  steps,
);

describe("what a reading means for a limit", () => {
  for (const [spent, due] of [
    [0.79, []],
    [0.8, ["notify"]],
    [0.95, ["notify", "freeze"]],
    [1, ["notify", "freeze", "scaleDown"]],
    [1.2, [...steps]],
  ] as const) {
    it(`${spent} of the budget makes due: ${due.join(", ") || "nothing"}`, () => {
      assert.deepEqual(decide({ ladder: [...steps] }, fresh, reading(spent), false), { due: [...due] });
    });
  }

  it("takes no step twice, and none down, whatever comes in whatever order", () => {
    fc.assert(
      fc.property(ladders, readings, (ladder, all) => {
        let state = fresh;
        const taken: Step[] = [];
        for (const one of all) {
          const { due } = decide({ ladder: ladder as never }, state, one, false);
          taken.push(...due);
          const next = then(state, ladder, one);
          assert.ok(rank(next.step) >= rank(state.step));
          assert.deepEqual(decide({ ladder: ladder as never }, next, one, false).due, []);
          state = next;
        }
        assert.deepEqual(taken, [...new Set(taken)]);
        // Every step that was taken was one of the ladder's, after all those below it.
        assert.deepEqual(taken, ladder.slice(0, taken.length));
      }),
    );
  });

  it("ends the same in whatever order messages of one trust come", () => {
    fc.assert(
      fc.property(ladders, fc.array(share, { maxLength: 8 }), (ladder, all) => {
        const end = (order: number[]) => order.reduce((state, each) => then(state, ladder, reading(each)), fresh).step;
        assert.equal(end(all), end(all.toReversed()));
        assert.equal(end(all), end(all.toSorted((a, b) => a - b)));
      }),
    );
  });

  it("goes no further than a figure is trusted", () => {
    fc.assert(
      fc.property(ladders, share, trust, (ladder, spent, far) => {
        const { due, withheld } = decide({ ladder: ladder as never }, fresh, reading(spent, { trust: far }), false);
        for (const step of due) assert.ok(rank(step) <= rank(far));
        if (withheld) assert.ok(rank(withheld) > rank(far) && ladder.includes(withheld));
      }),
    );
  });

  it("only tells of production, whatever is said of it", () => {
    fc.assert(
      fc.property(readings, (all) => {
        for (const one of all) {
          assert.ok(decide({ ladder: ["notify"] }, fresh, one, false).due.every((step) => step === "notify"));
        }
      }),
    );
  });

  it("brings what is past its last day down, and takes no billing link", () => {
    const end = { cause: "end", source: "guard", period: "2026-11", at, expires: "2026-11-15" } as const;
    assert.deepEqual(decide({ ladder: [...steps] }, fresh, end, false).due, ["notify", "freeze", "scaleDown"]);
    assert.deepEqual(decide({ ladder: [...steps] }, { ...fresh, step: "scaleDown" }, end, false).due, []);
  });

  it("does what was rehearsed once that is over, and undoes nothing meanwhile", () => {
    fc.assert(
      fc.property(share, share, (first, second) => {
        const real = then(fresh, steps, reading(first));
        const rehearsed = then(real, steps, reading(second), true);
        assert.equal(effective(rehearsed), real.step);
        const done = then(rehearsed, steps, reading(second));
        assert.equal(effective(done), effective(then(real, steps, reading(second))));
      }),
    );
  });
});

describe("periods of a limit", () => {
  const scaled: LimitState = { ...fresh, step: "scaleDown" };

  it("begin at nothing, and come back as they were when the clock does", () => {
    const december = inPeriod(scaled, "2026-12", at, false);
    assert.equal(december.step, "none");
    assert.equal(inPeriod(december, "2026-11", at, false).step, "scaleDown");
  });

  it("never give a billing link back", () => {
    const unlinked: LimitState = { ...fresh, step: "unlinkBilling" };
    const december = inPeriod(unlinked, "2026-12", at, false);
    assert.equal(december.step, "unlinkBilling");
    assert.equal(inPeriod(inPeriod(scaled, "2026-12", at, false), "2026-11", at, false).step, "scaleDown");
  });

  it("leave what is past its last day down until that is moved", () => {
    const ended: LimitState = { ...scaled, cause: "end" };
    assert.equal(inPeriod(ended, "2026-12", at, true).step, "scaleDown");
    assert.equal(inPeriod(ended, "2026-11", at, true).step, "scaleDown");
    assert.equal(inPeriod(ended, "2026-11", at, false).step, "none");
    assert.equal(inPeriod(ended, "2026-12", at, false).step, "none");
  });

  it("keep at most six others", () => {
    let state = scaled;
    for (let month = 1; month <= 9; month++) state = inPeriod(state, `2027-0${month}`, at, false);
    assert.equal(state.others?.length, 6);
    assert.deepEqual(parseState(JSON.stringify(state), "x"), state);
  });
});

describe("a lift", () => {
  const scaled: LimitState = { ...fresh, step: "scaleDown", last: { share: 1.02, source: "guard", at } };
  const by = { by: "ada", reason: "shown today", at };

  it("holds until a further quarter of the budget is spent, then the ladder goes on", () => {
    const { state, step, relink } = liftedState(scaled, by);
    assert.deepEqual([step, relink, state.step], ["scaleDown", false, "none"]);
    assert.deepEqual(decide({ ladder: [...steps] }, state, reading(1.06), false).due, []);
    assert.deepEqual(decide({ ladder: [...steps] }, state, reading(1.08), false).due, ["notify"]);
    assert.deepEqual(decide({ ladder: [...steps] }, state, reading(1.27), false).due, [
      "notify",
      "freeze",
      "scaleDown",
    ]);
    assert.deepEqual(decide({ ladder: [...steps] }, state, reading(1.48), false).due, [...steps]);
  });

  it("never brings a step back before more was spent than when it was lifted", () => {
    fc.assert(
      fc.property(
        share,
        fc.constantFrom("freeze", "scaleDown", "unlinkBilling" as const),
        share,
        (spent, step, later) => {
          const lifted = liftedState({ ...fresh, step, last: { share: spent, source: "budget", at } }, by).state;
          const { due } = decide({ ladder: [...steps] }, lifted, reading(later), false);
          if (due.includes(step)) assert.ok(later >= Math.max(shares[step], spent + furtherShare) - 1e-6);
        },
      ),
    );
  });

  it("counts what was spent since", () => {
    const { state } = liftedState(scaled, { ...by, spent: 1.2 });
    assert.deepEqual(decide({ ladder: [...steps] }, state, reading(1.44), false).due, ["notify", "freeze"]);
  });

  it("is over with the month", () => {
    const december = inPeriod(liftedState(scaled, by).state, "2026-12", at, false);
    assert.deepEqual(decide({ ladder: [...steps] }, december, reading(0.9, { period: "2026-12" }), false).due, [
      "notify",
      "freeze",
    ]);
  });

  it("gives the billing link back", () => {
    assert.equal(liftedState({ ...fresh, step: "unlinkBilling" }, by).relink, true);
  });

  const pending = {
    id: "x",
    step: "scaleDown",
    at,
    holder: "h",
    until: "2026-11-16T12:10:00.000Z",
    by: "guard",
    reason: "",
    cause: "spending",
    dryRun: false,
    attempts: 1,
  } as const;
  const refused: [what: string, state: LimitState, why: RegExp][] = [
    ["nothing", fresh, /nothing to lift/],
    ["what was only told", { ...fresh, step: "notify" }, /nothing to lift/],
    ["what is past its last day", { ...scaled, cause: "end" }, /sgdist env extend demo/],
    ["what is under way", { ...fresh, pending }, /at this moment being brought to the step scaleDown/],
  ];
  for (const [what, state, why] of refused) {
    it(`of ${what} is refused`, () => {
      assert.throws(
        () => liftedState(state, by),
        (error) => error instanceof NothingToLift && why.test(error.message),
      );
    });
  }

  it("takes back what fails again and again", () => {
    const stuck: LimitState = { ...fresh, step: "freeze", pending: { ...pending, until: at, failure: "403" } };
    const { state, step } = liftedState(stuck, by);
    assert.deepEqual([step, state.pending, state.step], ["scaleDown", undefined, "none"]);
  });
});

describe("the trust in what a message says", () => {
  const spent = { cost: 130_000_000, limit };

  it("is whole where the guard or the export agrees", () => {
    assert.equal(trustOf(spent, { estimate: { cost: 110_000_000, at: now } }, now).trust, "unlinkBilling");
    assert.equal(trustOf(spent, { exported: 125_000_000 }, now).trust, "unlinkBilling");
    assert.equal(trustOf(spent, { exported: 125_000_000, estimate: { cost: 0, at: now } }, now).trust, "unlinkBilling");
  });

  it("ends at scaling down where nobody knows better", () => {
    assert.equal(trustOf(spent, {}, now).trust, "scaleDown");
    assert.equal(trustOf(spent, { estimate: { cost: 0, at: now - 3_700_000 } }, now).trust, "scaleDown");
  });

  it("ends at refusing deployments where the guard contradicts", () => {
    assert.equal(trustOf(spent, { estimate: { cost: 10_000_000, at: now } }, now).trust, "freeze");
    assert.equal(trustOf(spent, { estimate: { cost: 10_000_000, at: now }, exported: 1 }, now).trust, "freeze");
  });

  it("grows with the guard's estimate", () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.nat(10 ** 9), (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(mostPlausible(less, limit) <= mostPlausible(more, limit));
      }),
    );
  });
});
