import { type Evaluation, evaluate, type Verdict } from "./evaluate.ts";
import { isKnown } from "./landscape/maybe.ts";
import type { Landscape } from "./landscape/types.ts";

/** The stack that makes each project of a plan, by the project's ID. */
export const stacksOf = ({ projects }: Landscape): ReadonlyMap<string, string | undefined> =>
  new Map(projects.map(({ id, labels }) => [id, isKnown(labels) ? labels.stack : undefined]));

/**
 * Holds a whole landscape against guidelines, each project at the levels of the stack that makes it. `stackOf`: that
 * stack, undefined for what is no project's and for what no stack makes.
 * @throws GuidelineFailure when one of them can't be checked.
 */
export function evaluateByStack(
  evaluation: Omit<Evaluation, "stack">,
  stackOf: (project: string | undefined) => string | undefined,
): Verdict[] {
  // All stacks that policies.yaml says nothing of are held alike: they are judged at once, however many they are.
  const named = new Set(evaluation.settings.stacks);
  const heldAs = (project: string | undefined): string | undefined => {
    const stack = stackOf(project);
    return stack !== undefined && named.has(stack) ? stack : undefined;
  };
  return [undefined, ...named].flatMap((stack) =>
    evaluate({ ...evaluation, ...(stack !== undefined && { stack }) }).filter(
      ({ finding }) => heldAs(finding.project) === stack,
    ),
  );
}
