import type { GoogleClient } from "../google/client.ts";
import type { Organization } from "../spec/schema/organization.ts";
import { type Checked, runChecks } from "./checks.ts";
import type { StateFacts } from "./facts.ts";
import { stepChecks, stepKeys, stepTitles } from "./steps.ts";

/** How far a step is, by what Google says of it. */
export interface StepStatus {
  key: keyof typeof stepTitles;
  title: string;
  /** `waiting`: a person has something to do. `unknown`: it couldn't be read. */
  state: "done" | "open" | "waiting" | "unknown";
  /** What is missing or wrong. */
  missing: readonly Pick<Checked, "what" | "found">[];
}

/**
 * What checks of a step come to. Google answers for a project that isn't there as for one that the caller may not see, so
 * what can't be read is open, unless something of the step is known to be there or `made`: a state says that all of it was.
 * Who isn't let in at all learns nothing.
 */
export function stepState(checked: readonly Checked[], made: boolean): "done" | "open" | "unknown" {
  if (checked.every(({ verdict }) => verdict === "ok")) return "done";
  if (checked.some(({ verdict }) => verdict === "differs")) return "open";
  const isUnknown = made || checked.some(({ verdict, isOfCaller }) => verdict === "ok" || isOfCaller);
  return isUnknown ? "unknown" : "open";
}

/** Where the state is, as a step of its own. */
export const movedStep = ({ at, moved, backend }: StateFacts): StepStatus => ({
  key: "moved",
  title: stepTitles.moved,
  state: moved ? "done" : at === "unreadable" ? "unknown" : "open",
  missing: moved ? [] : [{ what: "state of bootstrap", found: at === "nowhere" ? "not begun" : `in ${backend}` }],
});

/** Looks at every step that the engine takes, whatever a state says. */
export async function readSteps(
  client: GoogleClient,
  organization: Organization,
  state: StateFacts,
): Promise<StepStatus[]> {
  const checks = stepChecks(organization);
  const steps = await Promise.all(
    stepKeys.map(async (key): Promise<StepStatus> => {
      const checked = await runChecks(client, checks[key]);
      const missing = checked
        .filter(({ verdict }) => verdict !== "ok")
        .map(({ what, found }) => ({ what, found: found! }));
      return { key, title: stepTitles[key], state: stepState(checked, state.at === "home"), missing };
    }),
  );
  return [...steps, movedStep(state)];
}
