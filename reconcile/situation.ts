import type { Specification } from "../spec/specification.ts";
import { type Entry, wasDestroyed } from "./journal.ts";
import { type Line, linesOf } from "./ours.ts";
import { type LienFound, type LimitFound, orNone, type ProjectFound, type StackFound, type World } from "./world.ts";

/** What is known of a project ID that was taken for an environment. */
export interface Situation {
  readonly line: Line;
  /** The stacks that are its, what runs in the environment first. */
  readonly stacks: readonly StackFound[];
  /** Absent where no such project is seen: it was never made, is gone for good, or somebody else's. */
  readonly project?: ProjectFound;
  readonly liens: readonly LienFound[];
  /** Oldest first. */
  readonly entries: readonly Entry[];
  readonly limit?: LimitFound;
}

/** Whether anything of it may still run, or cost. */
export const isThere = ({ stacks, project }: Situation): boolean =>
  project?.state === "ACTIVE" || stacks.some(({ resources }) => resources > 0);

/**
 * Whether nothing of an environment is there, for certain: its project is being deleted, or isn't seen any more and was
 * destroyed by what the ledger or the journal says.
 */
export const isGone = (situation: Situation): boolean =>
  !isThere(situation) && (situation.project !== undefined || situation.line.retired || wasDestroyed(situation.entries));

/**
 * Whose the stacks of a name are. A name may be used again, with another project: then the project that the state holds
 * decides, and without one the file, or the line that is newest.
 */
function ownerOf(environment: string, stacks: readonly StackFound[], lines: readonly Line[]): string | undefined {
  const own = stacks.filter((stack) => stack.environment === environment);
  const made = own.find(({ project }) => project !== undefined)?.project;
  const named = lines.filter((line) => line.environment === environment);
  if (made !== undefined) return named.find(({ project }) => project === made)?.project;
  const newest = named.toSorted((a, b) => (a.since < b.since ? -1 : 1)).at(-1);
  return (named.find(({ file }) => file) ?? newest)?.project;
}

/** The situations of all environments that there ever were, in the order of the ledger. */
export function situationsOf(specification: Specification, world: World): Situation[] {
  const lines = linesOf(specification);
  const stacks = orNone(world.stacks);
  const projects = new Map(orNone(world.projects).map((each) => [each.id, each]));
  const limits = new Map(orNone(world.limits).map((each) => [each.project, each]));
  const entries = Map.groupBy(orNone(world.journal), ({ project }) => project);
  const liens = Map.groupBy(orNone(world.liens), ({ project }) => project);
  const owners = new Map(
    [...new Set(lines.map(({ environment }) => environment))].map((name) => [name, ownerOf(name, stacks, lines)]),
  );
  return lines.map((line) => {
    const project = projects.get(line.project);
    const limit = limits.get(line.project);
    const own = owners.get(line.environment) === line.project;
    return {
      line,
      stacks: own
        ? stacks
            .filter(({ environment }) => environment === line.environment)
            .toSorted((a, b) => (a.part < b.part ? -1 : 1))
        : [],
      liens: liens.get(line.project) ?? [],
      entries: entries.get(line.project) ?? [],
      ...(project && { project }),
      ...(limit && { limit }),
    };
  });
}
