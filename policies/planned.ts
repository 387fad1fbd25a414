import { environmentStack } from "../plan/environment.ts";
import { type StackPlan, stackPlans } from "../plan/stacks.ts";
import type { Specification } from "../spec/specification.ts";
import { evaluateByStack, stacksOf } from "./by-stack.ts";
import { evaluate, type Verdict } from "./evaluate.ts";
import { guidelines } from "./index.ts";
import { plannedLandscape } from "./landscape/plan/index.ts";
import type { Settings } from "./settings/settings.ts";

/** What concerns no single project is this stack's. */
const common = "organization";

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
  const owner = ownerOf(stack);
  const { organization } = specification;
  return evaluate({ guidelines, landscape, settings, organization, stack: owner, today }).filter(
    ({ finding }) => (stacks.get(finding.project ?? "") ?? common) === owner,
  );
}

/**
 * The same for all stacks at once, by the name of the stack that makes what is judged. Applications are not among them:
 * theirs is what their environments' stacks are told.
 * @throws GuidelineFailure when a guideline can't be checked.
 */
export function allPlannedVerdicts(
  specification: Specification,
  settings: Settings,
  today: string,
): ReadonlyMap<string, readonly Verdict[]> {
  const landscape = plannedLandscape(specification, today);
  const stacks = stacksOf(landscape);
  const stackOf = (project: string | undefined): string => stacks.get(project ?? "") ?? common;
  const { organization } = specification;
  const verdicts = evaluateByStack({ guidelines, landscape, settings, organization, today }, stackOf);
  const found = Map.groupBy(verdicts, ({ finding }) => stackOf(finding.project));
  const makers = stackPlans(specification).filter(({ kind }) => kind !== "application");
  return new Map(makers.map(({ name }) => [name, found.get(name) ?? []]));
}
