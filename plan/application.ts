import type { WantedWorkload } from "../kubernetes/workloads.ts";
import { type Deployment, replicasOf, servicesOf } from "../sourcegraph/deployment.ts";
import type { Door } from "../sourcegraph/targets/kubernetes/ingress.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import { type EnvironmentPlan, environmentPlan } from "./environment.ts";
import { type CredentialPlan, credentialsOf, installationOf } from "./installation.ts";
import { applicationStack, buildImages } from "./names.ts";

/** What runs in an environment, as plain data. */
export interface ApplicationPlan {
  readonly stack: string;
  readonly environment: EnvironmentPlan;
  readonly installation: Deployment;
  readonly credentials: readonly CredentialPlan[];
  /** How people come in, for Kubernetes. */
  readonly door: Door;
  /** Whether data is kept when the stack is destroyed by accident. */
  readonly protectData: boolean;
}

function doorOf({ exposure }: EnvironmentPlan): Door {
  if (exposure.kind === "internal") return { kind: "none" };
  const { address, certificate } = exposure;
  return { kind: "gke", address: address.name, ...(certificate && { certificate }) };
}

/** What is to run in an environment. `today`: "2026-11-22". */
export function applicationPlan(
  specification: Specification,
  environment: Environment,
  today: string,
): ApplicationPlan {
  const plan = environmentPlan(specification, environment, today);
  const { organization } = specification;
  return {
    stack: applicationStack(environment.name),
    environment: plan,
    installation: installationOf(environment, {
      builds: buildImages(organization.region, organization.projects.ci.id),
      ...(plan.exposure.kind === "public" && { domain: plan.exposure.host }),
    }),
    credentials: credentialsOf(environment),
    door: doorOf(plan),
    protectData: plan.project.deletion !== "disposable",
  };
}

const kinds = { deployment: "Deployment", statefulset: "StatefulSet", daemonset: "DaemonSet", job: "Job" } as const;

/** The workloads that an installation has in a cluster, in the order of the model. */
export const workloadsOf = (installation: Deployment): WantedWorkload[] =>
  servicesOf(installation, "kubernetes").map((service) => ({
    name: service.name,
    kind: kinds[service.workload.kind],
    replicas: replicasOf(installation, service, "kubernetes"),
  }));

/** What the stack of an application says of itself, so that it can be asked how it is. */
export interface ApplicationOutputs {
  type: "kubernetes" | "compose" | "container";
  version: string;
  /** The commit of the product that it was built of; absent for a release. */
  commit?: string;
  size: string;
  /** The cluster, for Kubernetes. */
  cluster?: { kubeconfig: string; context?: string; namespaces: string[] };
  /** What there should be in the cluster, in the order of the model. Stacks of before have none. */
  workloads?: WantedWorkload[];
  /** The machine, for the others. */
  machine?: { project: string; zone: string; name: string; services: string[] };
  /** Where people reach it, when from the internet. */
  url?: string;
}
