import { UserError } from "../spec/problem.ts";
import type { Service, Use } from "./model/service.ts";
import type { Size } from "./model/size.ts";
import { services as everyService } from "./services/index.ts";
import { versionNamed } from "./versions/index.ts";
import type { Version } from "./versions/version.ts";

/** The namespace in Kubernetes that an installation has unless it is asked for another. */
export const installationNamespace = "sourcegraph";

/** What may be asked of an installation, besides its version. */
export interface DeploymentOptions {
  /** Default: "s". */
  readonly size?: Size;
  /** The replicas of services, by name, where not the size's own. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** The namespace in Kubernetes. Default: `installationNamespace`. */
  readonly namespace?: string;
  /** The project in Compose, which the names of its containers and volumes begin with. Default: "docker-compose". */
  readonly project?: string;
  /** The name under which people reach it: "sourcegraph.example.com". Default: none, and no HTTPS. */
  readonly domain?: string;
  /** The class of claims in Kubernetes. Default: the cluster's default. */
  readonly storageClass?: string;
  /** The class of the Ingress in Kubernetes, when rendered to files. Default: "nginx". */
  readonly ingressClass?: string;
  /** The Secret with the certificate of the domain, for the Ingress when rendered to files. Default: none, and plain HTTP. */
  readonly tlsSecret?: string;
  /** Where images come from. Default: Sourcegraph's own registry. */
  readonly registry?: string;
}

/** An installation that is to be: a version of the model with a size. */
export interface Deployment extends Omit<DeploymentOptions, "size" | "replicas" | "namespace" | "project"> {
  readonly version: Version;
  readonly size: Size;
  readonly namespace: string;
  readonly project: string;
  readonly services: readonly Service[];
  /** What was asked for, by service. */
  readonly replicas: Readonly<Record<string, number>>;
}

/** Whether the replicas of a service can be chosen: there may be more than one of a kind. */
export const isScalable = (service: Service) =>
  service.category === "application" &&
  (service.workload.kind === "statefulset" || service.workload.kind === "deployment");

/** The names of services whose replicas can be chosen. */
export const scalableServices = (services: readonly Service[] = everyService): string[] =>
  services.filter(isScalable).map(({ name }) => name);

/** The project of those that are there already: by this name they find their volumes again. */
const oldestProject = "docker-compose";

/** What the texts among the options may be: they become names of objects, and parts of files of several kinds. */
const texts = {
  namespace: {
    // With the second namespace's ending it has 63 characters, the most there may be.
    form: /^(?!.*-node$)[a-z0-9](?:[a-z0-9-]{0,56}[a-z0-9])?$/,
    allowed: "at most 58 lower-case letters, digits and hyphens, that don't end in -node, as the second one's does",
  },
  project: {
    form: /^[a-z0-9][a-z0-9_-]*$/,
    allowed: "lower-case letters, digits, hyphens and underscores, beginning with a letter or a digit",
  },
  domain: {
    form: /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    allowed: "a name such as sourcegraph.example.com",
  },
  storageClass: {
    form: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    allowed: "the name of a class, such as premium-rwo",
  },
  ingressClass: {
    form: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    allowed: "the name of a class, such as nginx",
  },
  tlsSecret: {
    form: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    allowed: "the name of a Secret, such as sourcegraph-tls",
  },
  registry: {
    form: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
    allowed: "what comes before /frontend in an image's name, such as registry.example.com/sourcegraph",
  },
} as const;

/** What is wrong with an option. */
export interface DeploymentProblem {
  readonly option: keyof DeploymentOptions;
  /** Of replicas: whose. */
  readonly service?: string;
  /** What was found, and what is allowed. */
  readonly message: string;
}

const textProblems = (options: DeploymentOptions): DeploymentProblem[] =>
  Object.entries(texts).flatMap(([name, { form, allowed }]) => {
    const option = name as keyof typeof texts;
    const text = options[option];
    if (text === undefined || form.test(text)) return [];
    return [{ option, message: `found ${JSON.stringify(text)}; allowed: ${allowed}` }];
  });

function replicaProblems(
  services: readonly Service[],
  replicas: Readonly<Record<string, number>>,
): DeploymentProblem[] {
  const allowed = scalableServices(services);
  return Object.entries(replicas).flatMap(([service, count]) =>
    [
      ...(allowed.includes(service) ? [] : [`not a service that has them; allowed: ${allowed.join(", ")}`]),
      ...(Number.isInteger(count) && count >= 1 && count <= 100
        ? []
        : [`found ${count}; allowed: a whole number from 1 to 100`]),
    ].map((message): DeploymentProblem => ({ option: "replicas", service, message })),
  );
}

/** All that is wrong with what is asked of an installation. */
export const deploymentProblems = (version: Version, options: DeploymentOptions): DeploymentProblem[] => [
  ...textProblems(options),
  ...(options.tlsSecret !== undefined && options.domain === undefined
    ? [
        {
          option: "tlsSecret" as const,
          message: "found no domain beside it; allowed: with the domain that its certificate is for",
        },
      ]
    : []),
  ...replicaProblems(servicesIn(version), options.replicas ?? {}),
];

/** The services that a version has. What it lacks isn't used, reached or waited for by the others either. */
function servicesIn({ version, without = {} }: Version): readonly Service[] {
  const lacking = Object.keys(without);
  if (lacking.length === 0) return everyService;
  const known = everyService.map(({ name }) => name);
  const unknown = lacking.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(`${version}.json: without.${unknown[0]}: no such service; allowed: ${known.join(", ")}`);
  }
  const has = (use: string | Use) => !lacking.includes(typeof use === "string" ? use : use.service);
  return everyService
    .filter(({ name }) => has(name))
    .map((service) => ({
      ...service,
      ...(service.uses && { uses: service.uses.filter(has) }),
      ...(service.reaches && { reaches: service.reaches.filter(has) }),
      ...(service.after && { after: service.after.filter(has) }),
    }));
}

/**
 * An installation of a version.
 * @throws UserError with all that is wrong: a version, a service or a number of replicas that there is not, a namespace,
 * domain, storage class or registry that can't be.
 */
export function deployment(version: string | Version, options: DeploymentOptions = {}): Deployment {
  const { size = "s", replicas = {}, namespace = installationNamespace, project = oldestProject, ...others } = options;
  const catalogue = typeof version === "string" ? versionNamed(version) : version;
  const services = servicesIn(catalogue);
  const problems = deploymentProblems(catalogue, options).map(
    ({ option, service, message }) => `${service === undefined ? option : `${option} of ${service}`}: ${message}`,
  );
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return { version: catalogue, size, namespace, project, services, replicas, ...others };
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
