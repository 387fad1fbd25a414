import { dayCount } from "../spec/check/organization.ts";
import type { Lease, Previews } from "../spec/schema/previews.ts";
import type { Wish } from "./wishes.ts";

/** A slot, as its file has it, and what its project cost. */
export interface Slot {
  readonly name: string;
  readonly lease?: Lease;
  /** The commit that runs; absent without a lease. */
  readonly commit?: string;
  /** Whether it has yet to be found clean. */
  readonly dirty: boolean;
  /** Whole units of what its project cost this month, rounded up. */
  readonly spent: number;
}

/** What previews are held to. */
export interface Rules extends Pick<Previews, "perPerson" | "total" | "inactivity" | "maximumAge" | "extension"> {
  /** Of the kind: what a lease may cost in a month, and a slot. */
  readonly budget: { readonly default: number; readonly ceiling: number };
}

/** Why a lease ends. */
export type End = "gone" | "inactive" | "old" | "stopped";

/** What is to be done. Every action but a sweep changes one file. */
export type Action =
  | { readonly do: "give"; readonly slot: string; readonly commit: string; readonly lease: Lease }
  | {
      readonly do: "update";
      readonly slot: string;
      readonly commit: string;
      readonly lease: Lease;
      readonly what: string;
    }
  | { readonly do: "end"; readonly slot: string; readonly pullRequest: number; readonly because: End }
  | { readonly do: "sweep"; readonly slot: string };

/** What a pull request is to be told. */
export type Word =
  | { readonly state: "leased"; readonly slot: string; readonly commit: string; readonly until: string }
  | { readonly state: "queued"; readonly position: number; readonly because: "person" | "total" | "slots" }
  | { readonly state: "ended"; readonly because: End };

/** The decisions of one moment. */
export interface PreviewPlan {
  readonly actions: readonly Action[];
  /** By pull request. */
  readonly words: ReadonlyMap<number, Word>;
}

const day = 86_400_000;

/** What happens within this time is written down at once: a talk would otherwise be a commit for each sentence. */
const hour = 3_600_000;

/** A moment as files have it: to the second. */
export const instant = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const span = (days: string): number => dayCount(days) * day;

/** When a lease ends at the latest. */
const last = ({ since }: Lease, { maximumAge }: Rules): number => Date.parse(since) + span(maximumAge);

interface Judged {
  readonly lease: Lease;
  readonly commit: string;
  readonly what: readonly string[];
  readonly end?: End;
}

/** What becomes of a lease whose pull request still asks for it. */
function judge(lease: Lease, commit: string, wish: Wish, rules: Rules, now: number): Judged {
  const latest = last(lease, rules);
  const fresh = wish.commands.filter(({ id }) => id > lease.handled);
  const what: string[] = [];
  let { active, until, handled } = lease;
  const moved = commit !== wish.commit;
  const spoken = wish.active === undefined ? 0 : Math.min(Date.parse(wish.active), now);
  const happened = moved ? now : spoken;
  if (moved) what.push(`run ${wish.commit.slice(0, 12)}`);
  const keep = (to: number) => {
    until = instant(Math.max(Date.parse(until), Math.min(to, latest)));
  };
  if (moved || happened - Date.parse(active) >= hour) {
    active = instant(Math.max(Date.parse(active), happened));
    keep(happened + span(rules.inactivity));
    if (!moved) what.push("note that it is in use");
  }
  if (fresh.some(({ request }) => request === "extend")) {
    keep(now + span(rules.extension));
    what.push("extend it");
  }
  if (fresh.length > 0) handled = fresh.at(-1)!.id;
  const end: End | undefined = fresh.some(({ request }) => request === "stop")
    ? "stopped"
    : now > latest
      ? "old"
      : now > Date.parse(until)
        ? "inactive"
        : undefined;
  return { lease: { ...lease, active, until, handled }, commit: wish.commit, what, ...(end && { end }) };
}

/** A lease for a pull request, from now on. */
function leaseFor({ pullRequest, person, newestComment }: Wish, { spent }: Slot, rules: Rules, now: number): Lease {
  const since = instant(now);
  return {
    pullRequest,
    person: person.login,
    personId: person.id,
    since,
    active: since,
    until: instant(Date.parse(since) + Math.min(span(rules.inactivity), span(rules.maximumAge))),
    handled: newestComment,
    spentBefore: spent,
  };
}

/** Who is served first: whose label was put on first, then the smaller number; of whom that isn't known comes last. */
function byTurn(a: Wish, b: Wish): number {
  const at = ({ asked }: Wish) => (asked === undefined ? Number.POSITIVE_INFINITY : Date.parse(asked));
  const [first, second] = [at(a), at(b)];
  return first === second ? a.pullRequest - b.pullRequest : first - second;
}

/**
 * Decides what becomes of slots. Who has one keeps it, whatever the limits are; who asks gets one in the order in which the
 * label was put on. Somebody at their own limit holds up nobody else.
 * `now`: milliseconds since the epoch.
 */
export function planPreviews(slots: readonly Slot[], wishes: readonly Wish[], rules: Rules, now: number): PreviewPlan {
  const asked = new Map(wishes.map((wish) => [wish.pullRequest, wish]));
  const actions: Action[] = [];
  const words = new Map<number, Word>();
  const people = new Map<number, number>();
  let held = 0;
  const count = (personId: number) => {
    held += 1;
    people.set(personId, (people.get(personId) ?? 0) + 1);
  };
  for (const { name: slot, lease, commit = "", dirty } of slots) {
    if (!lease) {
      if (dirty) actions.push({ do: "sweep", slot });
      continue;
    }
    const { pullRequest } = lease;
    const wish = asked.get(pullRequest);
    const judged = wish && judge(lease, commit, wish, rules, now);
    const end = judged ? judged.end : "gone";
    if (end) {
      actions.push({ do: "end", slot, pullRequest, because: end });
      words.set(pullRequest, { state: "ended", because: end });
      continue;
    }
    const { lease: next, what } = judged!;
    if (what.length > 0) {
      actions.push({ do: "update", slot, commit: wish!.commit, lease: next, what: what.join(", ") });
    }
    words.set(pullRequest, { state: "leased", slot, commit: wish!.commit, until: next.until });
    count(lease.personId);
  }
  const free = slots.filter(
    ({ lease, dirty, spent }) => !lease && !dirty && spent + rules.budget.default <= rules.budget.ceiling,
  );
  let position = 0;
  for (const wish of [...asked.values()].toSorted(byTurn)) {
    const { pullRequest, commit, person } = wish;
    if (words.has(pullRequest)) continue;
    const because =
      (people.get(person.id) ?? 0) >= rules.perPerson
        ? "person"
        : held >= rules.total
          ? "total"
          : free.length === 0
            ? "slots"
            : undefined;
    if (because) {
      words.set(pullRequest, { state: "queued", position: ++position, because });
      continue;
    }
    const slot = free.shift()!;
    const lease = leaseFor(wish, slot, rules, now);
    actions.push({ do: "give", slot: slot.name, commit, lease });
    words.set(pullRequest, { state: "leased", slot: slot.name, commit, until: lease.until });
    count(person.id);
  }
  return { actions, words };
}
