import { environmentStack } from "../plan/environment.ts";
import type { StackPlan } from "../plan/stacks.ts";
import type { Specification } from "../spec/specification.ts";
import { evaluate, type Verdict } from "./evaluate.ts";
import { guidelines } from "./index.ts";
import { isKnown } from "./landscape/maybe.ts";
import { plannedLandscape } from "./landscape/plan/index.ts";
import type { Landscape } from "./landscape/types.ts";
import type { Settings } from "./settings/settings.ts";

/** The stack that makes each project, by the project's ID. */
const stacksOf = ({ projects }: Landscape): Map<string, string | undefined> =>
  new Map(projects.map(({ id, labels }) => [id, isKnown(labels) ? labels.stack : undefined]));

/** The stack whose project it is: an application is held to what its environment is. */
const ownerOf = ({ name, environment }: StackPlan): string =>
  environment === undefined ? name : environmentStack(environment);

/**
 * Holds the whole plan against the guidelines, and returns what concerns a stack. What concerns no single project is the
 * organisation's. `today`: "2026-11-22".
 * @throws GuidelineFailure when a guideline can't be checked.
 */
export function plannedVerdicts(
  specification: Specification,
  settings: Settings,
  stack: StackPlan,
  today: string,
): Verdict[] {
  const landscape = plannedLandscape(specification, today);
  const stacks = stacksOf(landscape);
  const { organization } = specification;
  return evaluate({ guidelines, landscape, settings, organization, stack: stack.name, today }).filter(({ finding }) => {
    const maker = finding.project === undefined ? "organization" : (stacks.get(finding.project) ?? "organization");
    return maker === ownerOf(stack);
  });
}
