import { parseSpecification } from "../spec/load.ts";
import { UserError } from "../spec/problem.ts";
import { changedUnits } from "./examine.ts";
import { readData, roleOf } from "./files.ts";
import type { GitReader } from "./git.ts";

/** What a proposal, or a push, changes. */
export interface Scope {
  /** Whether it changes the program. */
  readonly program: boolean;
  /** Whether it may change production, or what all share. */
  readonly production: boolean;
}

/** Whether a tree makes something of production that another doesn't; so too where either can't be read. */
async function changesProduction(git: GitReader, base: string, head: string, today: string): Promise<boolean> {
  const sides = [await readData(git, base), await readData(git, head)];
  if (sides.some(({ problems }) => problems.length > 0)) return true;
  try {
    const [before, after] = sides.map(({ files }) => parseSpecification(files, today));
    const removed = [...before!.environments.values()].filter(({ name }) => !after!.environments.has(name));
    return (
      changedUnits(before!, after!, today).some(({ tier }) => tier === "production") ||
      removed.some(({ kind }) => before!.organization.kinds[kind]!.tier === "production")
    );
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

/**
 * What merging a commit into another changes; everything, where that other isn't known (any more). `today`: "2026-11-22".
 * @throws UserError for names that are no commits.
 */
export async function scopeOf(git: GitReader, base: string, head: string, today: string): Promise<Scope> {
  // What a forced push took away is unknown, and so is what was there before a branch.
  if (/^[0-9a-f]{40}$/.test(base) && !(await git.has(base))) return { program: true, production: true };
  const [from, to] = [await git.commit(base), await git.commit(head)];
  const merge = await git.merge(from, to);
  // What doesn't merge is told by the plan; nothing of the proposal is run for that.
  if (!("tree" in merge)) return { program: false, production: true };
  const program = (await git.changed(from, merge.tree)).some((path) => roleOf(path) === "program");
  return { program, production: program || (await changesProduction(git, from, merge.tree, today)) };
}
