import type { Verdict } from "../evaluate.ts";
import type { Level } from "../guideline.ts";

/** What a guideline counts in a score, by its level. */
export const weights: Record<Level, number> = { mandatory: 3, advisory: 1 };

/** What became of one guideline in one project. */
export interface Judgement {
  readonly project: string;
  readonly guideline: string;
  readonly level: Level;
  readonly outcome: "holds" | "broken" | "undecided";
}

/** The worst that is said of a guideline in a project. An exception allows what is broken, and doesn't mend it. */
function outcomeOf(verdicts: readonly Verdict[]): Judgement["outcome"] {
  if (verdicts.some(({ status }) => status !== "undecided")) return "broken";
  return verdicts.length > 0 ? "undecided" : "holds";
}

/**
 * One judgement for every guideline in every project, however often a project breaks it. `levels`: how each guideline is
 * held in a project; what isn't held there is no judgement.
 */
export function judgements(
  projects: readonly string[],
  levels: (project: string) => ReadonlyMap<string, Level>,
  verdicts: readonly Verdict[],
): Judgement[] {
  const found = Map.groupBy(verdicts, ({ guideline, finding }) => JSON.stringify([finding.project, guideline.id]));
  return projects.flatMap((project) =>
    [...levels(project)].map(([guideline, level]) => ({
      project,
      guideline,
      level,
      outcome: outcomeOf(found.get(JSON.stringify([project, guideline])) ?? []),
    })),
  );
}

/**
 * The score of some projects, from 0 to 1: the share of judgements that hold, each weighted by the level of its guideline
 * (see `weights`). What is undecided counts neither way. A guideline that has nothing to look at in a project holds
 * there. Undefined where nothing was decided.
 */
export function score(all: readonly Judgement[]): number | undefined {
  const weigh = (some: readonly Judgement[]) => some.reduce((sum, { level }) => sum + weights[level], 0);
  const decided = all.filter(({ outcome }) => outcome !== "undecided");
  const whole = weigh(decided);
  return whole === 0 ? undefined : weigh(decided.filter(({ outcome }) => outcome === "holds")) / whole;
}
