import assert from "node:assert/strict";
import fc from "fast-check";
import { type Action, planPreviews, type Rules, type Slot } from "../../previews/plan.ts";
import type { Wish } from "../../previews/wishes.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const day = 86_400_000;
const rules: Rules = {
  perPerson: 1,
  total: 2,
  inactivity: "2d",
  maximumAge: "7d",
  extension: "3d",
  budget: { default: 150, ceiling: 400 },
};
const shaOf = (number: number) => number.toString(16).padStart(40, "0");
const wish = (pullRequest: number, more: Partial<Wish> = {}): Wish => ({
  pullRequest,
  commit: shaOf(pullRequest),
  person: { id: pullRequest, login: `person-${pullRequest}` },
  newestComment: 0,
  commands: [],
  ...more,
});
const slot = (name: string, more: Partial<Slot> = {}): Slot => ({ name, dirty: false, spent: 0, ...more });

/** The slots once everything was done; a sweep finds them clean. */
function applied(slots: readonly Slot[], actions: readonly Action[]): Slot[] {
  return slots.map((each) => {
    const action = actions.find((one) => one.slot === each.name);
    const { lease: _, commit: __, ...bare } = each;
    if (!action) return each;
    if (action.do === "sweep") return { ...bare, dirty: false };
    if (action.do === "end") return { ...bare, dirty: true };
    return { ...bare, lease: action.lease, commit: action.commit };
  });
}

const given = (wishes: Wish[], slots = [slot("a"), slot("b"), slot("c")], at = now) =>
  applied(slots, planPreviews(slots, wishes, rules, at).actions);

describe("the plan of preview environments", () => {
  it("gives slots in the order in which the label was put on, then by number, and tells the rest their place", () => {
    const at = (minute: number) => ({ asked: `2026-11-22T09:${String(minute).padStart(2, "0")}:00Z` });
    const asking = [wish(1), wish(2, at(30)), wish(9, at(5)), wish(3, at(30)), wish(8, at(10))];
    const { actions, words } = planPreviews([slot("a"), slot("b")], asking, { ...rules, total: 2 }, now);
    assert.deepEqual(
      actions.map((each) => each.do === "give" && each.lease.pullRequest),
      [9, 8],
    );
    const places = [2, 3, 1].map((number) => words.get(number));
    assert.deepEqual(
      places.map((word) => word?.state === "queued" && word.position),
      [1, 2, 3],
    );
  });

  it("gives slots by number where nothing else is known, up to the total", () => {
    const { actions, words } = planPreviews([slot("a"), slot("b"), slot("c")], [wish(9), wish(3), wish(5)], rules, now);
    assert.deepEqual(
      actions.map((each) => each.do === "give" && [each.slot, each.lease.pullRequest, each.lease.until]),
      [
        ["a", 3, "2026-11-24T10:00:00Z"],
        ["b", 5, "2026-11-24T10:00:00Z"],
      ],
    );
    assert.deepEqual(words.get(9), { state: "queued", position: 1, because: "total" });
  });

  it("lets somebody at their own limit hold up nobody else", () => {
    const person = { id: 1, login: "ada" };
    const { words } = planPreviews(
      [slot("a"), slot("b")],
      [wish(1, { person }), wish(2, { person }), wish(3)],
      rules,
      now,
    );
    assert.deepEqual(words.get(2), { state: "queued", position: 1, because: "person" });
    assert.equal(words.get(3)?.state, "leased");
  });

  it("runs the new commit after a force-push, also over the limits", () => {
    const slots = given([wish(1), wish(2)]);
    const tight = { ...rules, total: 1 };
    const { actions } = planPreviews(slots, [wish(1, { commit: shaOf(77) }), wish(2)], tight, now + day);
    assert.equal(actions.length, 1);
    const [update] = actions;
    assert.ok(update?.do === "update");
    assert.equal(update.commit, shaOf(77));
    assert.equal(update.lease.until, "2026-11-25T10:00:00Z");
  });

  it("ends what is gone, inactive, too old or stopped", () => {
    const slots = given([wish(1)]);
    const because = (wishes: Wish[], at: number) =>
      planPreviews(slots, wishes, rules, at).actions.flatMap((each) => (each.do === "end" ? [each.because] : []));
    assert.deepEqual(because([], now), ["gone"]);
    assert.deepEqual(because([wish(1)], now + 2 * day), []);
    assert.deepEqual(because([wish(1)], now + 2 * day + 1), ["inactive"]);
    assert.deepEqual(because([wish(1, { active: "2026-11-29T09:59:59Z" })], now + 7 * day), []);
    assert.deepEqual(because([wish(1, { active: "2026-11-29T09:59:59Z" })], now + 7 * day + 1), ["old"]);
    assert.deepEqual(because([wish(1, { commands: [{ id: 4, request: "stop" }] })], now), ["stopped"]);
  });

  it("heeds a command once, and extends no further than the greatest age", () => {
    const asking = wish(1, { commands: [{ id: 4, request: "extend" }] });
    const slots = given([asking], given([wish(1)]), now + 6 * 3_600_000);
    assert.equal(slots[0]?.lease?.until, "2026-11-25T16:00:00Z");
    assert.equal(slots[0]?.lease?.handled, 4);
    assert.deepEqual(planPreviews(slots, [asking], rules, now + day).actions, []);
  });

  it("gives away no slot that is dirty, or has no room in its budget", () => {
    const slots = [slot("a", { dirty: true }), slot("b", { spent: 251 }), slot("c", { spent: 250 })];
    const { actions } = planPreviews(slots, [wish(1), wish(2)], rules, now);
    assert.deepEqual(
      actions.map((each) => `${each.do} ${each.slot}`),
      ["sweep a", "give c"],
    );
  });

  it("heeds nothing that was said before the lease", () => {
    const old = wish(1, { newestComment: 9, commands: [{ id: 9, request: "stop" }] });
    assert.deepEqual(planPreviews(given([old]), [old], rules, now).actions, []);
  });
});

const wishes = fc.uniqueArray(
  fc.record({
    pullRequest: fc.integer({ min: 1, max: 12 }),
    person: fc.constantFrom({ id: 1, login: "a" }, { id: 2, login: "b" }, { id: 3, login: "c" }),
    commit: fc.integer({ min: 1, max: 3 }).map(shaOf),
    newestComment: fc.integer({ min: 0, max: 5 }),
    asked: fc.constantFrom("2026-11-22T08:00:00Z", "2026-11-22T09:00:00Z", "2026-11-22T09:30:00Z"),
    commands: fc.array(
      fc.record({ id: fc.integer({ min: 1, max: 9 }), request: fc.constantFrom("extend" as const, "stop" as const) }),
      { maxLength: 2 },
    ),
  }),
  { selector: ({ pullRequest }) => pullRequest, maxLength: 8 },
);
const histories = fc.array(fc.record({ wishes, hours: fc.integer({ min: 0, max: 100 }) }), {
  minLength: 1,
  maxLength: 8,
});
const limits = fc.record({ perPerson: fc.integer({ min: 1, max: 3 }), total: fc.integer({ min: 1, max: 4 }) });

/** Plays a history of moments, and shows each plan with the slots before and after it. */
function play(
  history: readonly { wishes: Wish[]; hours: number }[],
  limited: Rules,
  look: (plan: ReturnType<typeof planPreviews>, before: Slot[], after: Slot[], wishes: Wish[], at: number) => void,
) {
  let slots = [slot("a"), slot("b"), slot("c")];
  let at = now;
  for (const moment of history) {
    at += moment.hours * 3_600_000;
    const plan = planPreviews(slots, moment.wishes, limited, at);
    const after = applied(slots, plan.actions);
    look(plan, slots, after, moment.wishes, at);
    slots = after;
  }
}

describe("the plan of preview environments, for any history", () => {
  const holds = (look: (limited: Rules) => Parameters<typeof play>[2]) =>
    fc.assert(
      fc.property(histories, limits, (history, limit) => {
        const limited = { ...rules, ...limit };
        play(history, limited, look(limited));
      }),
      { numRuns: 500 },
    );

  it("never does two things to a slot, gives a pull request two, or goes over a limit", () =>
    holds((limited) => ({ actions }, _, after) => {
      assert.equal(new Set(actions.map((each) => each.slot)).size, actions.length);
      const leases = after.flatMap(({ lease }) => lease ?? []);
      assert.equal(new Set(leases.map(({ pullRequest }) => pullRequest)).size, leases.length);
      assert.ok(leases.length <= limited.total);
      for (const { personId } of leases) {
        assert.ok(leases.filter((each) => each.personId === personId).length <= limited.perPerson);
      }
    }));

  it("ends the lease of every pull request that no longer asks, and gives no slot before it was swept", () =>
    holds(() => ({ actions }, before, after, asked) => {
      for (const { lease } of after) assert.ok(!lease || asked.some((each) => each.pullRequest === lease.pullRequest));
      for (const action of actions) {
        const was = before.find(({ name }) => name === action.slot)!;
        if (action.do === "give") assert.ok(!was.lease && !was.dirty);
      }
    }));

  it("is fair: nobody is served before somebody who asked earlier and is below their own limit", () =>
    holds(() => ({ actions, words }, _, __, asking) => {
      const turn = (number: number) => {
        const { asked = "" } = asking.find(({ pullRequest }) => pullRequest === number)!;
        return `${asked} ${String(number).padStart(3, "0")}`;
      };
      const served = actions.flatMap((each) => (each.do === "give" ? [each.lease.pullRequest] : []));
      for (const [pullRequest, word] of words) {
        if (word.state !== "queued" || word.because === "person") continue;
        assert.ok(served.every((each) => turn(each) < turn(pullRequest)));
      }
    }));

  it("is the same whatever the order of wishes, and has nothing to do once it has been done", () =>
    holds((limited) => (plan, before, after, asked, at) => {
      assert.deepEqual(planPreviews(before, asked.toReversed(), limited, at), plan);
      let slots = after;
      let left = planPreviews(slots, asked, limited, at).actions;
      // Each round serves somebody or ends a lease for good: who stopped has no label then.
      let labelled = asked;
      for (let round = 0; left.length > 0 && round < 20; round++) {
        const ended = new Set(left.flatMap((each) => (each.do === "end" ? [each.pullRequest] : [])));
        labelled = labelled.filter(({ pullRequest }) => !ended.has(pullRequest));
        slots = applied(slots, left);
        left = planPreviews(slots, labelled, limited, at).actions;
      }
      assert.deepEqual(left, []);
    }));
});
