import { ciPlan } from "../plan/ci.ts";
import { environmentPlan } from "../plan/environment.ts";
import { foreignPlan, foreignStack } from "../plan/foreign.ts";
import { folderPath } from "../plan/project.ts";
import type { Specification } from "../spec/specification.ts";
import type { Planned } from "./differences.ts";
import type { Choice } from "./edits.ts";

/** What the program would make of a project once the specification says so, and the stack that makes it. */
export function plannedFor(
  specification: Specification,
  { as, name }: Pick<Choice, "as" | "name">,
  today: string,
): { stack: string; planned: Planned } {
  const { organization, environments } = specification;
  const whole = (project: Planned["project"]): Planned => ({
    project,
    billingAccount: organization.billingAccount,
    folderPath: folderPath(organization, project.folder),
  });
  if (as === "foreign") return { stack: foreignStack(name), planned: whole(foreignPlan(organization, name)) };
  if (as === "shared") return { stack: "ci", planned: whole(ciPlan(organization).project) };
  const plan = environmentPlan(specification, environments.get(name)!, today);
  const { type, version, size } = plan.deployment;
  const ground = plan.cluster ? "on a cluster" : "on a machine";
  return {
    stack: plan.stack,
    planned: { ...whole(plan.project), network: plan.network.name, runs: `${type} ${version} ${size} ${ground}` },
  };
}
