import { log, RunError } from "@pulumi/pulumi";
import type { StackPlan } from "../plan/stacks.ts";
import { describeVerdict, isRefused } from "../policies/evaluate.ts";
import { guidelines } from "../policies/index.ts";
import { plannedVerdicts } from "../policies/planned.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { weakened } from "../policies/settings/notes.ts";
import { printable, UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";

/**
 * Holds what a stack is about to make against the guidelines, before it makes anything: a plain `pulumi up` refuses what
 * breaks them.
 * @throws RunError with everything that is refused.
 */
export function holdToGuidelines(root: string, specification: Specification, stack: StackPlan, today: string): void {
  let verdicts: ReturnType<typeof plannedVerdicts>;
  try {
    const settings = loadSettings(root, specification);
    verdicts = plannedVerdicts(specification, settings, stack, today);
    for (const note of weakened(guidelines, settings, stack.name)) log.warn(printable(note));
  } catch (error) {
    if (error instanceof UserError) throw new RunError(error.message);
    throw error;
  }
  for (const verdict of verdicts.filter((each) => !isRefused(each) && each.status !== "undecided")) {
    log.warn(describeVerdict(verdict));
  }
  const refused = verdicts.filter(isRefused);
  if (refused.length === 0) return;
  const count = refused.length === 1 ? "a guideline" : `guidelines in ${refused.length} places`;
  throw new RunError(
    `The stack ${stack.name} would break ${count}, so nothing was changed:\n${refused.map(describeVerdict).join("\n")}\n` +
      "`sgdist guideline explain ID` tells why each is there. An exception in policies.yaml has an owner, a reason and an end.",
  );
}
