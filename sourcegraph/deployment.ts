import { UserError } from "../spec/problem.ts";
import type { Service } from "./model/service.ts";
import type { Size } from "./model/size.ts";
import { services as everyService } from "./services/index.ts";
import { versionNamed } from "./versions/index.ts";
import type { Version } from "./versions/version.ts";

/** What may be asked of an installation, besides its version. */
export interface DeploymentOptions {
  /** Default: "s". */
  readonly size?: Size;
  /** The replicas of services, by name, where not the size's own. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** The namespace in Kubernetes. Default: "sourcegraph". */
  readonly namespace?: string;
  /** The name under which people reach it: "sourcegraph.example.com". Default: none, and no HTTPS. */
  readonly domain?: string;
  /** The class of claims in Kubernetes. Default: the cluster's default. */
  readonly storageClass?: string;
  /** Where images come from. Default: Sourcegraph's own registry. */
  readonly registry?: string;
}

/** An installation that is to be: a version of the model with a size. */
export interface Deployment extends Omit<DeploymentOptions, "size" | "replicas" | "namespace"> {
  readonly version: Version;
  readonly size: Size;
  readonly namespace: string;
  readonly services: readonly Service[];
  /** What was asked for, by service. */
  readonly replicas: Readonly<Record<string, number>>;
}

/** Services whose replicas can be chosen: those that are more than one of a kind. */
const isScalable = (service: Service) =>
  service.category === "application" &&
  (service.workload.kind === "statefulset" || service.workload.kind === "deployment");

/** The names of services whose replicas can be chosen. */
export const scalableServices = (services: readonly Service[] = everyService): string[] =>
  services.filter(isScalable).map(({ name }) => name);

function checkReplicas(services: readonly Service[], replicas: Readonly<Record<string, number>>): void {
  const allowed = scalableServices(services);
  const problems = Object.entries(replicas).flatMap(([name, count]) => [
    ...(allowed.includes(name)
      ? []
      : [`replicas of ${name}: not a service that has them; allowed: ${allowed.join(", ")}`]),
    ...(Number.isInteger(count) && count >= 1 && count <= 100
      ? []
      : [`replicas of ${name}: found ${count}; allowed: a whole number from 1 to 100`]),
  ]);
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}

/**
 * An installation of a version.
 * @throws UserError for a version, service or number of replicas that there is not.
 */
export function deployment(version: string | Version, options: DeploymentOptions = {}): Deployment {
  const { size = "s", replicas = {}, namespace = "sourcegraph", ...others } = options;
  const catalogue = typeof version === "string" ? versionNamed(version) : version;
  const services = everyService.filter(({ name }) => catalogue.without?.[name] === undefined);
  checkReplicas(services, replicas);
  return { version: catalogue, size, namespace, services, replicas, ...others };
}

/** The services that a target has. */
export const servicesOf = ({ services }: Deployment, target: "kubernetes" | "compose"): Service[] =>
  services.filter(({ targets = ["kubernetes", "compose"] }) => targets.includes(target));

/** The service of a name. @throws Error when there is none: a mistake in the model. */
export function serviceNamed({ services }: Deployment, name: string): Service {
  const found = services.find((service) => service.name === name);
  if (!found) throw new Error(`the model speaks of ${name}, which is no service of it`);
  return found;
}

/** How many replicas a service has. On one machine more than one would only share its processors, unless asked for. */
export function replicasOf(deployment: Deployment, service: Service, target: "kubernetes" | "compose"): number {
  return deployment.replicas[service.name] ?? (target === "compose" ? 1 : service.replicas[deployment.size]);
}
