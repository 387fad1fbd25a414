import { RunError } from "@pulumi/pulumi";
import { type ApplicationPlan, applicationPlan } from "../plan/application.ts";
import { checkUpgrade } from "../sourcegraph/upgrade/check.ts";
import { versions } from "../sourcegraph/versions/index.ts";
import { UserError } from "../spec/problem.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import { published } from "./outputs.ts";
import { deployedVersion, recordVersion } from "./version-record.ts";

/** What runs in an environment: the Sourcegraph that its file asks for, in a cluster or on a machine. */
export async function application(
  specification: Specification,
  spec: Environment,
  today: string,
): Promise<Record<string, unknown>> {
  const plan = applicationPlan(specification, spec, today);
  const environment = await published("environment", plan.environment.outputsBucket, plan.environment.stack);
  const before = await deployedVersion(plan.environment.outputsBucket);
  if (before !== undefined) refuseUpgrade(plan, before);
  // Written first: from here on, what may have been migrated is known, whatever becomes of the rest.
  const record = recordVersion(plan.environment.outputsBucket, plan.installation.version.version);
  const { type } = plan.environment.deployment;
  const runs =
    type === "kubernetes"
      ? (await import("./application-cluster.ts")).inCluster(plan, environment, record)
      : (await import("./application-machine.ts")).onMachine(plan, type, record);
  const { exposure, deployment } = plan.environment;
  return {
    type,
    version: plan.installation.version.version,
    size: deployment.size,
    ...runs,
    ...(exposure.kind === "public" && { url: exposure.url }),
  };
}

/** An upgrade that can't be made in one step is refused before anything is changed. */
function refuseUpgrade({ installation, environment }: ApplicationPlan, before: string): void {
  try {
    checkUpgrade(before, installation.version.version, versions);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new RunError(`${environment.name}: ${error.message}`);
  }
}
