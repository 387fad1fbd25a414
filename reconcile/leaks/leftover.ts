import type { Specification } from "../../spec/specification.ts";
import type { Finding, Leftover } from "../action.ts";
import type { Situation } from "../situation.ts";
import type { World } from "../world.ts";

/** An environment that is gone, or about to be: what else there is of it. */
export interface Gone {
  readonly specification: Specification;
  readonly world: World;
  readonly situation: Situation;
  /** What its own stacks hold outside of its project, and take away by themselves. */
  readonly held: ReadonlySet<string>;
}

/** Something that was found to be left behind. */
export interface Left {
  /** What it is, for people: "the budget Project sgd-old-x2x3". */
  readonly what: string;
  /** What tells it from all others. */
  readonly key: string;
  readonly leftover: Leftover;
  readonly reason: string;
}

/** What a look for one kind of leftovers found: some are certainly of no use, others only seem to be. */
export interface Looked {
  readonly certain: readonly Left[];
  readonly doubtful: readonly Finding[];
}

/** Puts together what several looks found. */
export const together = (looks: readonly Looked[]): Looked => ({
  certain: looks.flatMap(({ certain }) => certain),
  doubtful: looks.flatMap(({ doubtful }) => doubtful),
});
