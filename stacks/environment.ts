import { RunError } from "@pulumi/pulumi";
import { Network } from "../components/network.ts";
import { Project } from "../components/project.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { type EnvironmentPlan, environmentPlan } from "../plan/environment.ts";
import { budgetTopicName, outputsBucket } from "../plan/names.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import { currencyOf } from "./billing.ts";
import { folderId, published } from "./outputs.ts";

/** An environment: a project of its own with a budget, a network, and what Sourcegraph will run on. */
export async function environment(
  specification: Specification,
  spec: Environment,
  today: string,
): Promise<Record<string, unknown>> {
  const { organization } = specification;
  const plan = environmentPlan(specification, spec, today);
  refuseExpired(plan);
  const [currency, folders] = await Promise.all([
    currencyOf(organization.billingAccount),
    published("organization", outputsBucket(organization.projects.seed.id)),
  ]);
  const project = new Project(plan.name, {
    plan: plan.project,
    folderId: folderId(folders, plan.project.folder),
    billingAccount: organization.billingAccount,
    currency,
    topic: budgetTopicName(organization.projects.spending.id),
  });
  const compute = project.idFor("compute.googleapis.com");
  const network = new Network("network", { plan: plan.network, project: compute });
  const machine =
    plan.machine &&
    new VirtualMachine("machine", {
      plan: plan.machine,
      project: { compute, iam: project.idFor("iam.googleapis.com") },
      region: plan.network.region,
      subnetwork: network.subnetwork,
      labels: plan.project.labels,
      protectData: plan.project.deletion !== "disposable",
    });
  return {
    projectId: project.id,
    projectNumber: project.number,
    network: network.network,
    ...(machine && { address: machine.address }),
  };
}

/** What is past its last day is not brought up again: it is extended or destroyed. */
function refuseExpired({ name, expired, expires }: EnvironmentPlan): void {
  if (!expired) return;
  throw new RunError(
    `The environment ${name} ended on ${expires}. Extend it with \`sgdist env extend ${name}\`, or destroy it with ` +
      `\`sgdist destroy env-${name}\`.`,
  );
}
