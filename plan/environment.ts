import { environmentOf } from "../spec/check/folders.ts";
import type { DeploymentType, Environment, Size } from "../spec/schema/environment.ts";
import type { DeletionClass, Tier } from "../spec/schema/organization.ts";
import type { Specification } from "../spec/specification.ts";
import { budgetPlan } from "./budget.ts";
import { projectLabels } from "./labels.ts";
import { type MachinePlan, machinePlan } from "./machine.ts";
import { type NetworkPlan, networkPlan } from "./network.ts";
import { apisOf, contactsOf, grantsOf, type ProjectPlan, recipientsOf } from "./project.ts";

/** An environment as plain data. */
export interface EnvironmentPlan {
  name: string;
  stack: string;
  kind: string;
  tier: Tier;
  deployment: { type: DeploymentType; version: string; size: Size };
  project: ProjectPlan;
  network: NetworkPlan;
  /** The machine that Compose and the single container run on. */
  machine?: MachinePlan;
  /** The last day, for an environment that ends. */
  expires?: string;
  /** Whether that day is past. */
  expired: boolean;
}

export const environmentStack = (name: string): string => `env-${name}`;

/** The APIs that a deployment needs. */
const apisByType: Record<DeploymentType, string[]> = {
  kubernetes: ["compute.googleapis.com", "container.googleapis.com", "secretmanager.googleapis.com"],
  compose: ["compute.googleapis.com", "secretmanager.googleapis.com"],
  container: ["compute.googleapis.com", "secretmanager.googleapis.com"],
};

/** A retired environment has lost its protection. */
const deletionOf = (environment: Environment, deletion: DeletionClass): DeletionClass =>
  environment.retired ? "disposable" : deletion;

/** What is to be made for an environment. `today`: "2026-11-22". */
export function environmentPlan(
  { organization }: Specification,
  environment: Environment,
  today: string,
): EnvironmentPlan {
  const kind = organization.kinds[environment.kind]!;
  const owner = organization.teams[environment.owner]!;
  const platform = organization.teams[organization.owner]!;
  const { name, deployment, expires } = environment;
  const stack = environmentStack(name);
  const region = environment.region ?? organization.region;
  return {
    name,
    stack,
    kind: environment.kind,
    tier: kind.tier,
    deployment,
    project: {
      id: environment.project,
      displayName: `Sourcegraph ${name}`.slice(0, 30),
      folder: kind.folder,
      labels: projectLabels({
        application: "sourcegraph",
        environment: environmentOf(organization.folders, kind.folder) ?? "non-production",
        owner: environment.owner,
        costCode: owner.costCode,
        stack,
        name,
        kind: environment.kind,
        ...(expires && { expires }),
      }),
      apis: apisOf([...apisByType[deployment.type], ...(environment.apis ?? [])]),
      deletion: deletionOf(environment, kind.deletion),
      contacts: contactsOf(owner, platform),
      recipients: recipientsOf(owner, platform),
      budget: budgetPlan(`Project ${environment.project}`, environment.budget ?? kind.budget.default),
      grants: grantsOf(owner, kind.access),
    },
    network: networkPlan(region, deployment.type),
    ...(deployment.type !== "kubernetes" && { machine: machinePlan(name, region, deployment.size) }),
    ...(expires && { expires }),
    expired: expires !== undefined && expires < today,
  };
}
