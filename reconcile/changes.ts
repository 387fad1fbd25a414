import { environmentStack } from "../plan/environment.ts";
import { foreignStack, foreignTier } from "../plan/foreign.ts";
import { type LimitPlan, limitPlan, limitText } from "../plan/limits.ts";
import { applicationStack } from "../plan/names.ts";
import type { Tier } from "../spec/schema/organization.ts";
import { isVacant } from "../spec/slots.ts";
import type { Specification } from "../spec/specification.ts";
import type { LimitState } from "../spending/limits/state.ts";
import type { Action, Finding } from "./action.ts";
import { dayOf } from "./clock.ts";
import {
  environmentFingerprint,
  foreignFingerprint,
  type ProgramFingerprints,
  sharedFingerprint,
  sharedStacks,
} from "./fingerprint.ts";

/** Stacks that are brought up together, because they are made of the same inputs. */
export interface Unit {
  /** The name of its first stack: "env-demo". */
  readonly name: string;
  /** The environment's name; the stack's, for what all share. */
  readonly environment: string;
  /** The ID of the project that is its. */
  readonly project: string;
  readonly tier: Tier;
  /** In the order in which they are brought up. */
  readonly stacks: readonly string[];
  readonly fingerprint: string;
  /** What a limit did to it. */
  readonly limit?: LimitPlan;
}

/** What changes are judged by. */
export interface Inputs {
  readonly specification: Specification;
  /** What limits did, by the name of the environment. */
  readonly limits: ReadonlyMap<string, LimitState>;
  readonly program: ProgramFingerprints;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The units of a tier, but for environments that are past their last day. What all share comes first. */
export function unitsOf({ specification, limits, program, now }: Inputs, tier: Tier): Unit[] {
  const { organization, environments } = specification;
  const today = dayOf(now);
  const shared = sharedStacks.flatMap((name): Unit[] => {
    if (tier !== "production") return [];
    const project = organization.projects[name === "organization" ? "seed" : name].id;
    const fingerprint = sharedFingerprint(specification, name, name === "spending" ? program.spending : program.others);
    return [{ name, environment: name, project, tier, stacks: [name], fingerprint }];
  });
  const foreign = Object.entries(organization.foreign ?? {}).flatMap(([key, project]): Unit[] => {
    if (foreignTier(organization, project) !== tier) return [];
    const name = foreignStack(key);
    const fingerprint = foreignFingerprint(specification, key, program.others);
    return [{ name, environment: name, project: project.id, tier, stacks: [name], fingerprint }];
  });
  const own = [...environments.values()].flatMap((environment): Unit[] => {
    const { name, kind, project, expires } = environment;
    if (organization.kinds[kind]!.tier !== tier || (expires !== undefined && expires < today)) return [];
    const stack = environmentStack(name);
    const limited = limitPlan(environment, limits.get(name), now);
    const vacant = isVacant(organization, environment);
    // To take down what ran in a slot is what a freeze wants.
    const limit = vacant ? { ...limited, frozen: false } : limited;
    const fingerprint = environmentFingerprint(specification, environment, limit, today, program.others);
    // What ran in a slot is taken down before what it ran on.
    const both = [stack, applicationStack(name)];
    const stacks = vacant ? both.toReversed() : both;
    return [{ name: stack, environment: name, project, tier, stacks, fingerprint, limit }];
  });
  return [...shared, ...foreign, ...own];
}

/** What is done with an environment before it is brought up. */
const goesFirst: ReadonlySet<Action["do"]> = new Set(["destroy", "restore"]);

/** What is to be brought up, and what waits for a person. */
export interface Changes {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
}

/** Whether a unit was last brought up as something else than it is now, or not to the end. */
export function isChanged({ name, fingerprint }: Unit, applied: ReadonlyMap<string, readonly string[]>): boolean {
  const marks = applied.get(name) ?? [];
  return marks.length !== 1 || marks[0] !== fingerprint;
}

/**
 * Holds what is written against what was brought up last. `applied`: the fingerprints of that, by unit. `others`: what
 * else is to be done: what takes down another project of the same name goes first.
 */
export function planChanges(
  units: readonly Unit[],
  applied: ReadonlyMap<string, readonly string[]>,
  others: readonly Action[] = [],
): Changes {
  const changed = units.filter((unit) => isChanged(unit, applied));
  const held = changed.filter(({ limit }) => limit?.frozen);
  const free = changed.filter(({ limit }) => !limit?.frozen);
  const shared = free.filter(({ limit }) => limit === undefined).map(({ name }) => `apply ${name}`);
  const actions = free.map(({ name, environment, project, stacks, fingerprint, limit }): Action => {
    const before = others.filter((other) => other.environment === environment && goesFirst.has(other.do));
    const foundation = limit || name !== "organization" ? ["apply organization"] : [];
    return {
      id: `apply ${name}`,
      do: "apply",
      environment,
      project,
      cause: "changed",
      reason: whyChanged(applied.get(name) ?? []),
      after: [...before.map(({ id }) => id), ...foundation.filter((id) => shared.includes(id))],
      stacks,
      fingerprint,
    };
  });
  const findings = held.map(
    ({ environment, limit }): Finding => ({
      what: `the environment ${environment}`,
      environment,
      kind: "refused",
      reason: "its file or its program changed, but a limit froze it",
      remedy: limitText(environment, limit!),
    }),
  );
  return { actions, findings };
}

function whyChanged(marks: readonly string[]): string {
  if (marks.length === 0) return "it is new, or its last update didn't come to its end";
  return marks.length === 1 ? "what it is made of changed" : "two updates ended at the same time";
}
