import type { Specification } from "../spec/specification.ts";
import { type Action, deletes, type Finding } from "./action.ts";
import { planChanges } from "./changes.ts";
import { leftoversOf } from "./leaks/index.ts";
import { strangers } from "./leaks/strangers.ts";
import { type Judged, type Judging, judgeLife } from "./life.ts";
import { productionFolders } from "./ours.ts";
import type { ChangesRead } from "./read/changes.ts";
import { judgeRemoval } from "./removal.ts";
import { isGone, type Situation, situationsOf } from "./situation.ts";
import { type Reading, readings, type StackFound, type World } from "./world.ts";

/** What was not read, and why. */
export interface Unread {
  readonly reading: keyof World | "applied";
  /** As people know it. */
  readonly what: string;
  readonly why: string;
}

/** What is to be done, as plain data. */
export interface ReconcilePlan {
  /** Each after those that it waits for. */
  readonly actions: readonly Action[];
  /** What would be done if everything had been read. */
  readonly withheld: readonly Action[];
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
}

/** Which causes are looked at; all of them where none is named. */
export type Only = readonly Action["cause"][];

/** What actions that delete nothing can't do without. */
const needs: Record<"apply" | "warn" | "end" | "scaleDown" | "restore", readonly (keyof World)[]> = {
  apply: ["files", "clock"],
  warn: ["files", "clock", "stacks", "journal", "projects"],
  end: ["files", "clock", "stacks", "journal", "projects", "liens"],
  scaleDown: ["files", "clock", "stacks", "journal", "projects", "liens"],
  restore: ["files", "clock", "stacks", "journal", "projects"],
};

/** What every finding rests on. */
const essential = ["files", "clock", "stacks", "journal", "projects"] as const;

const isHeldBack = (action: Action, unread: readonly Unread[]): boolean =>
  action.do === "destroy" || action.do === "sweep"
    ? unread.length > 0
    : unread.some(({ reading }) => (needs[action.do] as readonly string[]).includes(reading));

const busyNote = (environment: string, { name, busy }: StackFound): Finding => ({
  what: `the environment ${environment}`,
  environment,
  kind: "note",
  reason: `${busy} works on ${name}, so it is left alone this time`,
  remedy: `If you know that it is no longer running: pulumi cancel -s ${name}`,
});

/** What becomes of an environment, and of what is left of it. */
function judge(
  specification: Specification,
  world: World,
  situation: Situation,
  judging: Judging,
): Judged & { gone?: string } {
  const { line, stacks } = situation;
  const worked = stacks.find(({ busy }) => busy !== undefined);
  if (worked) return { actions: [], findings: [busyNote(line.environment, worked)] };
  const { actions, findings } = line.file ? judgeLife(situation, line.file, judging) : judgeRemoval(situation, judging);
  const leaving = actions.find(({ do: verb }) => verb === "destroy");
  if (!leaving && !isGone(situation)) return { actions, findings };
  const left = leftoversOf(specification, world, situation, leaving);
  return { actions: [...actions, ...left.actions], findings: [...findings, ...left.findings], gone: line.project };
}

/** Leaves out what wasn't asked for, and what waits for that. */
function askedOf(actions: readonly Action[], only: Only | undefined): Action[] {
  const out = new Set<string>();
  return actions.filter(({ id, cause, after }) => {
    if ((only === undefined || only.includes(cause)) && !after.some((each) => out.has(each))) return true;
    out.add(id);
    return false;
  });
}

/**
 * Holds what is there against what is to be there. Nothing is ever deleted unless everything was read, nothing but what
 * ledger and labels say is ours, and nothing of production. `now`: milliseconds since the epoch.
 */
export function planReconciliation(
  specification: Specification,
  world: World,
  now: number,
  only?: Only,
): ReconcilePlan {
  const unread = (Object.keys(readings) as (keyof World)[]).flatMap((reading): Unread[] => {
    const found = world[reading];
    return "failed" in found ? [{ reading, what: readings[reading], why: found.failed }] : [];
  });
  const { organization } = specification;
  const judging: Judging = { organization, now, production: productionFolders(organization) };
  const situations = situationsOf(specification, world);
  const judged = situations.map((situation) => judge(specification, world, situation, judging));
  const names = new Set(situations.map(({ line }) => line.environment));
  const gone = new Set(judged.flatMap((each) => each.gone ?? []));
  const held = new Set<string>();
  const actions = askedOf(
    judged.flatMap((each) => each.actions),
    only,
  );
  for (const action of actions) {
    if (isHeldBack(action, unread) || action.after.some((id) => held.has(id))) held.add(action.id);
  }
  return {
    actions: actions.filter(({ id }) => !held.has(id)),
    withheld: actions.filter(({ id }) => held.has(id)),
    // Of what wasn't read nothing can be told, least of all that it isn't there.
    findings: essential.some((each) => "failed" in world[each])
      ? []
      : [...judged.flatMap(({ findings }) => findings), ...strangers(specification, world, names, gone)],
    unread,
  };
}

/** A plan with what changed besides: what takes an environment down goes before what brings it up. */
export function withChanges(plan: ReconcilePlan, read: Reading<ChangesRead>): ReconcilePlan {
  if ("failed" in read) {
    const unread: Unread = { reading: "applied", what: "what was brought up last", why: read.failed };
    return { ...plan, unread: [...plan.unread, unread] };
  }
  const { units, applied } = read.is;
  const { actions, findings } = planChanges(units, applied, [...plan.actions, ...plan.withheld]);
  const held = new Set(plan.withheld.map(({ id }) => id));
  const waits = ({ after }: Action) => after.some((id) => held.has(id));
  return {
    ...plan,
    actions: [...plan.actions, ...actions.filter((action) => !waits(action))],
    withheld: [...plan.withheld, ...actions.filter(waits)],
    findings: [...plan.findings, ...findings],
  };
}

/** A plan of nothing. */
export const nothingPlanned: ReconcilePlan = { actions: [], withheld: [], findings: [], unread: [] };

/** Whether a plan takes anything away for good. */
export const isDestructive = ({ actions }: ReconcilePlan): boolean => actions.some(deletes);
