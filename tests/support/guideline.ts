import type { Finding, Guideline, Workload } from "../../policies/guideline.ts";
import type { Landscape } from "../../policies/landscape/types.ts";
import { context, landscape } from "./landscape.ts";

/** What a guideline finds in a landscape, with its own parameters but for what is given. */
export const findings = (guideline: Guideline, facts: Partial<Landscape>, parameters: object = {}): Finding[] =>
  guideline.check(landscape(facts), context(guideline.parameters?.parse(parameters) ?? {}));

/** Whether there is nothing but what can't be decided yet. */
export const undecided = (found: readonly Finding[]): boolean =>
  found.length > 0 && found.every((finding) => finding.undecided);

/** A workload of the team search. */
export const workload = (facts: Partial<Workload> = {}): Workload => ({
  application: "sourcegraph",
  environment: "non-production",
  instance: "demo",
  owner: "search",
  costCode: "2010",
  access: [],
  ...facts,
});
