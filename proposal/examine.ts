import { tiers } from "../plan/names.ts";
import { isRefused, type Verdict } from "../policies/evaluate.ts";
import { guidelines } from "../policies/index.ts";
import { allPlannedVerdicts } from "../policies/planned.ts";
import { parseSettings, settingsFile } from "../policies/settings/load.ts";
import { notesOnAll } from "../policies/settings/notes.ts";
import { type Unit, unitsOf } from "../reconcile/changes.ts";
import { type Files, parseSpecification } from "../spec/load.ts";
import { type Problem, UserError } from "../spec/problem.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import { type EnvironmentEstimate, estimateAll } from "../spending/estimate/environment.ts";
import { budgetProblems } from "../spending/estimate/problems.ts";
import type { PriceBook } from "../spending/prices/book.ts";
import { type Side, transitionProblems } from "./transitions.ts";

/** What becomes of an environment. `reached`: its file is the same, but what it takes of the organisation isn't. */
export type Change = "added" | "changed" | "reached" | "removed";

/** An environment that a proposal changes. */
export interface EnvironmentChange {
  readonly change: Change;
  /** As it would be; for one that is removed, as it was. */
  readonly environment: Environment;
  readonly before?: EnvironmentEstimate;
  readonly after?: EnvironmentEstimate;
}

/** A verdict on what would be, and whether it was so before. */
export interface ProposedVerdict {
  readonly stack: string;
  readonly verdict: Verdict;
  readonly isNew: boolean;
}

/** What is known of a proposal without asking anybody. */
export interface Examination {
  /** What must be mended before it can be merged. */
  readonly problems: readonly Problem[];
  readonly environments: readonly EnvironmentChange[];
  /** What would be brought up. */
  readonly units: readonly Unit[];
  readonly verdicts: readonly ProposedVerdict[];
  /** On how guidelines are held. */
  readonly notes: readonly string[];
}

/** What a proposal is examined by. */
export interface Examining {
  readonly base: Files;
  readonly head: Files;
  /** "2026-11-22" */
  readonly today: string;
  readonly book: PriceBook;
}

/** Reads one side; problems instead of what can't be read. */
function sideOf(files: Files, today: string): Side | { problems: readonly Problem[] } {
  try {
    return { files, specification: parseSpecification(files, today) };
  } catch (error) {
    if (error instanceof UserError && error.problems.length > 0) return { problems: error.problems };
    throw error;
  }
}

/** Both sides are held against each other as one program makes them. */
const sameProgram = { spending: "", others: "" };

const unitsIn = (specification: Specification, now: number): Unit[] =>
  tiers.flatMap((tier) => unitsOf({ specification, limits: new Map(), program: sameProgram, now }, tier));

/** The units that are new or made of something else. `today`: "2026-11-22". */
export function changedUnits(base: Specification, head: Specification, today: string): Unit[] {
  const now = Date.parse(today);
  const before = new Map(unitsIn(base, now).map(({ name, fingerprint }) => [name, fingerprint]));
  return unitsIn(head, now).filter(({ name, fingerprint }) => before.get(name) !== fingerprint);
}

const estimatesOf = (specification: Specification, today: string, book: PriceBook, names: readonly string[]) =>
  new Map(estimateAll(specification, today, book, names).map((found) => [found.name, found]));

function environmentChanges(
  base: Specification,
  head: Specification,
  units: readonly Unit[],
  { today, book }: Examining,
): EnvironmentChange[] {
  const changed = new Set(units.map(({ environment }) => environment));
  const names = [...new Set([...base.environments.keys(), ...head.environments.keys()])].toSorted();
  const isDifferent = (name: string) =>
    changed.has(name) || JSON.stringify(base.environments.get(name)) !== JSON.stringify(head.environments.get(name));
  const different = names.filter(isDifferent);
  const [before, after] = [base, head].map((side) => estimatesOf(side, today, book, different)) as [
    Map<string, EnvironmentEstimate>,
    Map<string, EnvironmentEstimate>,
  ];
  return different.map((name) => {
    const [old, now] = [base.environments.get(name), head.environments.get(name)];
    const same = JSON.stringify(old) === JSON.stringify(now);
    const [was, is] = [before.get(name), after.get(name)];
    return {
      change: !old ? "added" : !now ? "removed" : same ? "reached" : "changed",
      environment: (now ?? old)!,
      ...(was && { before: was }),
      ...(is && { after: is }),
    };
  });
}

const keyOf = (stack: string, { guideline, finding: { place, found } }: Verdict): string =>
  [stack, guideline.id, place.name, found].join("\0");

function verdictsOf({ specification }: Side, files: Files, today: string): Map<string, [string, Verdict]> {
  const settings = parseSettings(files.get(settingsFile) ?? "", specification);
  const all = [...allPlannedVerdicts(specification, settings, today)].flatMap(([stack, verdicts]) =>
    verdicts.map((verdict): [string, [string, Verdict]] => [keyOf(stack, verdict), [stack, verdict]]),
  );
  return new Map(all);
}

/** Whether a proposal may be merged, as far as that is known without asking anybody. */
export const isAcceptable = ({ problems, verdicts }: Pick<Examination, "problems" | "verdicts">): boolean =>
  problems.length === 0 && !verdicts.some(({ verdict }) => isRefused(verdict));

/** Examines a proposal: what it changes, what that costs, and what guidelines say. Nothing is asked of anybody. */
export function examine(examining: Examining): Examination {
  const { base, head, today, book } = examining;
  const nothing = { environments: [], units: [], verdicts: [], notes: [] };
  const [before, after] = [sideOf(base, today), sideOf(head, today)];
  if ("problems" in after) return { ...nothing, problems: after.problems };
  if ("problems" in before) {
    // Then this may be what mends it, and there is nothing to hold it against.
    return examineAlone(after, examining);
  }
  const units = changedUnits(before.specification, after.specification, today);
  const environments = environmentChanges(before.specification, after.specification, units, examining);
  const touched = environments.filter(({ change }) => change !== "removed").map(({ environment }) => environment.name);
  const verdicts = guarded(() => {
    const old = verdictsOf(before, base, today);
    return [...verdictsOf(after, head, today)].map(([key, [stack, verdict]]) => ({
      stack,
      verdict,
      isNew: !old.has(key),
    }));
  });
  return {
    problems: [
      ...transitionProblems(before, after),
      ...budgetProblems(after.specification, after.files, today, book, touched),
      ...verdicts.problems,
    ],
    environments,
    units,
    verdicts: verdicts.found,
    notes: notesFor(after, head),
  };
}

function examineAlone(after: Side, { head, today, book }: Examining): Examination {
  const verdicts = guarded(() =>
    [...verdictsOf(after, head, today).values()].map(([stack, verdict]) => ({ stack, verdict, isNew: true })),
  );
  const { specification, files } = after;
  return {
    problems: [...budgetProblems(specification, files, today, book), ...verdicts.problems],
    environments: [],
    units: [],
    verdicts: verdicts.found,
    notes: ["What is on the branch can't be read, so there is nothing to hold this against."],
  };
}

/** Mistakes in policies.yaml are told like those of the specification. */
function guarded(work: () => ProposedVerdict[]): { found: ProposedVerdict[]; problems: readonly Problem[] } {
  try {
    return { found: work(), problems: [] };
  } catch (error) {
    if (error instanceof UserError && error.problems.length > 0) return { found: [], problems: error.problems };
    throw error;
  }
}

function notesFor({ specification }: Side, files: Files): readonly string[] {
  try {
    const settings = parseSettings(files.get(settingsFile) ?? "", specification);
    return notesOnAll(guidelines, settings, new Set(Object.keys(specification.ledger)));
  } catch (error) {
    // It is told as a problem already.
    if (error instanceof UserError) return [];
    throw error;
  }
}
