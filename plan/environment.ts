import { environmentOf } from "../spec/check/folders.ts";
import { dayCount } from "../spec/check/organization.ts";
import type { DeploymentType, Environment, Size } from "../spec/schema/environment.ts";
import type { DeletionClass, Tier } from "../spec/schema/organization.ts";
import { budgetOf, isVacant } from "../spec/slots.ts";
import type { Specification } from "../spec/specification.ts";
import { apisByType, apisOf } from "./apis.ts";
import { budgetPlan } from "./budget.ts";
import { type ClusterPlan, clusterPlan } from "./cluster.ts";
import { type ExposurePlan, exposurePlan } from "./exposure.ts";
import { installationOf } from "./installation.ts";
import { projectLabels } from "./labels.ts";
import { type LimitPlan, unlimited } from "./limits.ts";
import { type MachinePlan, machinePlan } from "./machine.ts";
import { environmentOutputsBucket } from "./names.ts";
import { type NetworkPlan, networkPlan } from "./network.ts";
import { contactsOf, grantsOf, type ProjectPlan, recipientsOf } from "./project.ts";
import { machineRequests, podRequests } from "./requests.ts";

/** An environment as plain data. */
export interface EnvironmentPlan {
  name: string;
  stack: string;
  kind: string;
  tier: Tier;
  deployment: { type: DeploymentType; version: string; size: Size };
  project: ProjectPlan;
  region: string;
  network: NetworkPlan;
  /** Where it tells its application what it made. */
  outputsBucket: string;
  /** How people reach it. */
  exposure: ExposurePlan;
  /** The cluster that Kubernetes is. */
  cluster?: ClusterPlan;
  /** The machine that Compose and the single container run on. */
  machine?: MachinePlan;
  /** A slot for preview environments that nobody has: nothing runs in it, and nobody reaches it. */
  vacant?: true;
  /** The last day, for an environment that ends. */
  expires?: string;
  /** Whether that day is past. */
  expired: boolean;
}

export const environmentStack = (name: string): string => `env-${name}`;

/** A retired environment has lost its protection. */
const deletionOf = (environment: Environment, deletion: DeletionClass): DeletionClass =>
  environment.retired ? "disposable" : deletion;

/** What it runs on: a cluster, or a machine. */
function groundOf(
  { organization }: Specification,
  environment: Environment,
  region: string,
  exposure: ExposurePlan,
): Pick<EnvironmentPlan, "cluster" | "machine"> {
  const kind = organization.kinds[environment.kind]!;
  const { type, size } = environment.deployment;
  if (type === "kubernetes") return { cluster: clusterPlan(kind, region, podRequests(installationOf(environment))) };
  return {
    machine: machinePlan({
      name: environment.name,
      projectId: environment.project,
      region,
      type,
      size,
      deletion: deletionOf(environment, kind.deletion),
      needs: machineRequests(installationOf(environment), type),
      ...(kind.snapshots && { snapshotDays: dayCount(kind.snapshots) }),
      ...(exposure.kind === "public" && { host: exposure.host }),
    }),
  };
}

/** What it runs on while a limit holds it down: nothing that runs, but everything that keeps data. */
function withLimit({ cluster, machine }: ReturnType<typeof groundOf>, { scaledDown }: LimitPlan) {
  return {
    ...(cluster && { cluster: scaledDown ? { ...cluster, nodePool: { ...cluster.nodePool, empty: true } } : cluster }),
    ...(machine && { machine: scaledDown ? { ...machine, stopped: true } : machine }),
  };
}

/** What is to be made for an environment. `today`: "2026-11-22". `limit`: what a limit did to it (default: nothing). */
export function environmentPlan(
  specification: Specification,
  environment: Environment,
  today: string,
  limit: LimitPlan = unlimited,
): EnvironmentPlan {
  const { organization } = specification;
  const kind = organization.kinds[environment.kind]!;
  const owner = organization.teams[environment.owner]!;
  const platform = organization.teams[organization.owner]!;
  const { name, deployment, expires } = environment;
  const stack = environmentStack(name);
  const region = environment.region ?? organization.region;
  const vacant = isVacant(organization, environment);
  const exposure: ExposurePlan = vacant ? { kind: "internal" } : exposurePlan(organization, environment);
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
        ...(environment.retired && { retired: true }),
      }),
      apis: apisOf([...apisByType[deployment.type], ...(environment.apis ?? [])]),
      deletion: deletionOf(environment, kind.deletion),
      contacts: contactsOf(owner, platform),
      recipients: recipientsOf(owner, platform),
      budget: budgetPlan(`Project ${environment.project}`, budgetOf(organization, environment, today)),
      grants: grantsOf(owner, kind.access),
    },
    region,
    network: networkPlan(region, deployment.type, exposure.kind === "public"),
    outputsBucket: environmentOutputsBucket(environment.project),
    exposure,
    ...(vacant ? { vacant } : withLimit(groundOf(specification, environment, region, exposure), limit)),
    ...(expires && { expires }),
    expired: expires !== undefined && expires < today,
  };
}
