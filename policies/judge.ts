import type { Finding } from "./guideline.ts";
import { isKnown, type Maybe } from "./landscape/maybe.ts";
import type { Landscape, ProjectFacts } from "./landscape/types.ts";

/** What is found and what is allowed; where, is added. */
export type Verdict = Pick<Finding, "found" | "allowed" | "remedy"> & Partial<Pick<Finding, "place">>;

type Known<T extends readonly unknown[]> = { [K in keyof T]: Exclude<T[K], symbol> };

/**
 * Judges a thing by facts, once all of them are known; until then it is undecided. `allowed`: what is right, for those
 * who wonder what will be looked at.
 */
export function judge<const T extends readonly Maybe<unknown>[]>(
  subject: Pick<Finding, "place" | "project">,
  facts: T,
  allowed: string,
  decide: (...known: Known<T>) => Verdict[],
): Finding[] {
  const about = { place: subject.place, ...(subject.project !== undefined && { project: subject.project }) };
  if (!facts.every(isKnown)) {
    return [{ ...about, found: "what isn't known before it is made", allowed, undecided: true }];
  }
  return decide(...(facts as unknown as Known<T>)).map((verdict) => ({ ...about, ...verdict }));
}

/** Where findings about a project belong. */
export const about = ({ id, place }: ProjectFacts): Pick<Finding, "place" | "project"> => ({ place, project: id });

/** The projects that are looked at themselves. */
export const declared = ({ projects }: Landscape): ProjectFacts[] => projects.filter((project) => project.declared);
