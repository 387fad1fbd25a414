import assert from "node:assert/strict";
import fc from "fast-check";
import { deletes } from "../../reconcile/action.ts";
import { grace } from "../../reconcile/life.ts";
import { planReconciliation } from "../../reconcile/plan.ts";
import { orNone, readings, type World } from "../../reconcile/world.ts";
import { untouchable, whenDone, worlds } from "../support/reconcile-worlds.ts";

const runs = { numRuns: 1000 };

describe("a plan of any world", () => {
  it("empties itself: once it is done, nothing is left to do at that moment", () => {
    fc.assert(
      fc.property(worlds, ({ specification, world, now }) => {
        const { actions } = planReconciliation(specification, world, now);
        const later = planReconciliation(specification, whenDone(world, actions, now), now);
        assert.deepEqual(later.actions, []);
      }),
      runs,
    );
  });

  it("is the same when nothing has changed", () => {
    fc.assert(
      fc.property(worlds, ({ specification, world, now }) => {
        const plan = () => planReconciliation(specification, world, now);
        assert.deepEqual(plan(), plan());
      }),
      { numRuns: 100 },
    );
  });

  it("deletes nothing when any one thing could not be read, and says what it holds back", () => {
    const one = fc.constantFrom(...(Object.keys(readings) as (keyof World)[]));
    fc.assert(
      fc.property(worlds, one, ({ specification, world, now }, unread) => {
        const plan = planReconciliation(specification, { ...world, [unread]: { failed: "503" } }, now);
        assert.deepEqual(plan.actions.filter(deletes), []);
        assert.deepEqual(plan.unread, [{ reading: unread, what: readings[unread], why: "503" }]);
      }),
      runs,
    );
  });

  it("does nothing at all when the clock can't be trusted", () => {
    fc.assert(
      fc.property(worlds, ({ specification, world, now }) => {
        const plan = planReconciliation(specification, { ...world, clock: { failed: "it jumped" } }, now);
        assert.deepEqual([plan.actions, plan.findings], [[], []]);
      }),
      runs,
    );
  });

  it("touches nothing of production, and nothing that isn't ours by ledger and labels", () => {
    fc.assert(
      fc.property(worlds, ({ specification, world, now }) => {
        const kept = untouchable(specification, world);
        const { actions } = planReconciliation(specification, world, now);
        for (const action of actions) {
          assert.ok(specification.ledger[action.project], `${action.project} is in the ledger`);
          if (deletes(action)) assert.ok(!kept.has(action.project), `${action.id} of ${action.project}`);
          if (action.do === "sweep" && action.leftover.kind === "grant") assert.ok(!action.leftover.grant.production);
        }
      }),
      runs,
    );
  });

  it("destroys what lives by its file only a day after its owners were told", () => {
    fc.assert(
      fc.property(worlds, ({ specification, world, now }) => {
        const { actions } = planReconciliation(specification, world, now);
        const filed = new Set([...specification.environments.values()].map(({ project }) => project));
        for (const action of actions) {
          if (action.do !== "destroy" || !filed.has(action.project) || !action.alive) continue;
          const told = orNone(world.journal).some(
            ({ project, deed, at }) => project === action.project && deed === "ended" && now - Date.parse(at) >= grace,
          );
          assert.ok(told, action.reason);
        }
      }),
      runs,
    );
  });

  it("comes to its end however the steps of it fail: with time, everything is gone or told of", () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (given, luck) => {
        const { specification } = given;
        let { world, now } = given;
        for (const [index, works] of luck.entries()) {
          const { actions } = planReconciliation(specification, world, now);
          // Of what fails nothing is done, nor of what waits for it.
          const tried = actions.filter((_, at) => works || (at + index) % 2 === 0);
          const done = new Set(tried.map(({ id }) => id));
          const all = new Set(actions.map(({ id }) => id));
          const well = tried.filter(({ after }) => after.every((id) => done.has(id) || !all.has(id)));
          world = whenDone(world, well, now);
          now += grace;
        }
        const rest = planReconciliation(specification, world, now).actions;
        const left = planReconciliation(specification, whenDone(world, rest, now), now);
        assert.deepEqual(left.actions, []);
      }),
      { numRuns: 200 },
    );
  });
});
