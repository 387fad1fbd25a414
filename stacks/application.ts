import { Config, log, RunError, runtime } from "@pulumi/pulumi";
import { type ApplicationPlan, applicationPlan } from "../plan/application.ts";
import { fingerprintOf } from "../plan/fingerprint.ts";
import { shortageOf } from "../plan/room.ts";
import { checkUpgrade } from "../sourcegraph/upgrade/check.ts";
import { versions } from "../sourcegraph/versions/index.ts";
import { UserError } from "../spec/problem.ts";
import type { Environment } from "../spec/schema/environment.ts";
import { isSlot, isVacant } from "../spec/slots.ts";
import type { Specification } from "../spec/specification.ts";
import { limitOn, refuseFrozen } from "./limits.ts";
import { type EnvironmentOutputs, published } from "./outputs.ts";
import { deployedBefore, recordDeployed } from "./version-record.ts";

/** What runs in an environment: the Sourcegraph that its file asks for, in a cluster or on a machine. */
export async function application(
  specification: Specification,
  spec: Environment,
  today: string,
): Promise<Record<string, unknown>> {
  // Without a lease, what ran in a slot is taken down, and what a lease migrated is nobody's any more.
  if (isVacant(specification.organization, spec)) return {};
  const plan = applicationPlan(specification, spec, today);
  const environment = await published("environment", plan.environment.outputsBucket, plan.environment.stack);
  const before = await deployedBefore(plan.environment.outputsBucket);
  const fingerprint = fingerprintOf(plan);
  refuseFrozen(spec.name, await limitOn(specification, spec), before?.fingerprint !== fingerprint);
  if (before !== undefined) refuseUpgrade(plan, before.version);
  if (environment && !hasOwnCluster()) refuseShortage(plan, environment);
  // Written first: from here on, what may have been migrated is known, whatever becomes of the rest.
  const { version, tag: commit } = plan.installation.version;
  const record = recordDeployed(
    plan.environment.outputsBucket,
    { version, ...(commit && { commit }), fingerprint },
    !isSlot(specification.organization, spec),
  );
  const { type } = plan.environment.deployment;
  const runs =
    type === "kubernetes"
      ? (await import("./application-cluster.ts")).inCluster(plan, environment, record)
      : (await import("./application-machine.ts")).onMachine(plan, type, record);
  const { exposure, deployment } = plan.environment;
  return {
    type,
    version,
    ...(commit && { commit }),
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

/** Whether another cluster than the environment's was given, of which nothing is known. */
const hasOwnCluster = (): boolean => new Config("kubernetes").getSecret("kubeconfig") !== undefined;

/**
 * What doesn't fit on what the environment's stack made is refused before anything is changed: pods would be waited for in
 * vain. In a preview it is only told, as that stack may be previewed in the same go.
 */
function refuseShortage({ installation, environment: plan, stack }: ApplicationPlan, made: EnvironmentOutputs): void {
  const shortage = shortageOf(installation, plan, made);
  if (!shortage) return;
  const told =
    `${plan.name}: what is asked for needs ${shortage.needs}, and there is ${shortage.has}. ` +
    `Run \`sgdist up ${plan.stack} ${stack}\`: ${plan.stack} makes what is missing.`;
  if (!runtime.isDryRun()) throw new RunError(told);
  log.warn(told);
}
