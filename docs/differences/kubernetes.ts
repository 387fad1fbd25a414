import type { PodSpec, Service as ServiceObject } from "kubernetes-types/core/v1.js";
import type { Ingress } from "kubernetes-types/networking/v1.js";
import type { Role } from "kubernetes-types/rbac/v1.js";
import { parse } from "yaml";
import type { Deployment } from "../../sourcegraph/deployment.ts";
import { secretsOf } from "../../sourcegraph/derive/secrets.ts";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import { groupsOf } from "../../sourcegraph/targets/kubernetes/manifests.ts";
import { facts, type PortNumbers, portNumbers } from "./container.ts";
import type { Services, Tree } from "./facts.ts";
import { postgresFacts } from "./postgres.ts";
import { claimFacts, workloadFacts } from "./workload.ts";

/** The name of what isn't any service's. */
export const shared = "all objects";

function serviceFacts({ spec, metadata }: ServiceObject, numbers: PortNumbers): Tree {
  const ports = (spec?.ports ?? []).map(({ port, name, targetPort }): [string, Tree] => [
    String(port),
    { name: name ?? "none", target: String(numbers[targetPort ?? port] ?? targetPort ?? port) },
  ]);
  return facts({
    type: spec?.type ?? "ClusterIP",
    address: spec?.clusterIP === "None" ? "each pod's" : "one for all",
    selector: spec?.selector,
    "scraped at": metadata?.annotations?.["prometheus.io/port"],
    ports: Object.fromEntries(ports),
  });
}

function ingressFacts({ metadata, spec }: Ingress, services: readonly ServiceObject[]): Tree {
  const backend = spec!.rules![0]!.http!.paths[0]!.backend.service!;
  const behind = services.find((service) => service.metadata?.name === backend.name);
  const port = behind?.spec?.ports?.find(({ name }) => name === backend.port?.name)?.port;
  const annotations = Object.entries(metadata?.annotations ?? {});
  return facts({
    ...Object.fromEntries(annotations.map(([name, value]) => [`annotation ${name}`, value])),
    class: spec?.ingressClassName,
    backend: `${backend.name}:${port ?? backend.port?.number}`,
  });
}

const podOf = (manifest: Manifest): PodSpec[] => {
  const spec = (manifest as { spec?: { template?: { spec?: PodSpec } } }).spec?.template?.spec;
  return spec ? [spec] : [];
};

const isService = (manifest: Manifest): manifest is ServiceObject & Manifest => manifest.kind === "Service";

const rulesOf = ({ rules = [] }: Role) =>
  rules
    .map(({ apiGroups = [], resources = [], verbs }) => {
      const named = resources.map((resource) => [apiGroups[0], resource].filter(Boolean).join("/"));
      return `${verbs.join(", ")}: ${named.join(", ")}`;
    })
    .join("; ");

const dataSources = (file: string) =>
  (parse(file) as { datasources: { name: string }[] }).datasources.map(({ name }) => name).join(", ");

/** What is known of a ConfigMap: that it is there, and of its files what today's are known for. */
function configurationFacts(name: string, files: Readonly<Record<string, string>>): Record<string, Tree> {
  const { "postgresql.conf": postgres, "datasources.yml": sources } = files;
  return {
    [`ConfigMap ${name}`]: "yes",
    ...(postgres !== undefined && { "postgresql.conf": postgresFacts(postgres) }),
    ...(sources !== undefined && { "data sources": dataSources(sources) }),
  };
}

function objectFacts(manifest: Manifest, objects: readonly Manifest[], home: string): Record<string, Tree | undefined> {
  const { name, namespace } = manifest.metadata;
  const alike = objects.filter(({ kind, metadata }) => kind === manifest.kind && metadata.name === name);
  const title = `${manifest.kind} ${name}${alike.length > 1 && namespace !== home ? ", for nodes" : ""}`;
  switch (manifest.kind) {
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
    case "Job":
      return workloadFacts(manifest, home);
    case "Service":
      return { [title]: serviceFacts(manifest, portNumbers(objects.flatMap(podOf)[0]!)) };
    case "PersistentVolumeClaim":
      return { [`claim ${name}`]: claimFacts(manifest) };
    case "ConfigMap":
      return configurationFacts(name, manifest.data ?? {});
    case "Ingress":
      return { [title]: ingressFacts(manifest, objects.filter(isService)) };
    case "Role":
      return { [title]: { installed: "always", rules: rulesOf(manifest) } };
    case "ServiceAccount":
    case "RoleBinding":
      return { [title]: "always" };
    default:
      return { [title]: "yes" };
  }
}

/** The labels that every workload has: with its value where all have the same. */
function commonLabels(workloads: readonly Manifest[]): Record<string, string> {
  const all = workloads.map(({ metadata }) => (metadata as { labels: Record<string, string> }).labels);
  const names = Object.keys(all[0]!).filter((name) => all.every((labels) => name in labels));
  return Object.fromEntries(
    names.map((name) => [name, new Set(all.map((labels) => labels[name])).size === 1 ? all[0]![name]! : "its own"]),
  );
}

/** What is known of an installation in Kubernetes, from the very objects that are applied. */
export function kubernetesFacts(deployment: Deployment): Services {
  const groups = groupsOf(deployment).map(({ name, objects }) => ({
    name: name === "namespaces" ? shared : name,
    manifests: objects.map(({ manifest }) => manifest),
  }));
  const workloads = groups.flatMap(({ manifests }) => manifests.filter((manifest) => podOf(manifest).length > 0));
  const ofGroup = (manifests: readonly Manifest[]) =>
    Object.assign({}, ...manifests.map((manifest) => objectFacts(manifest, manifests, deployment.namespace)));
  const secrets = secretsOf(deployment, "kubernetes").map(({ name }) => [`Secret ${name}`, "yes"]);
  return Object.fromEntries(
    groups.map(({ name, manifests }) => [
      name,
      facts({
        ...ofGroup(manifests),
        ...(name === shared && { labels: commonLabels(workloads), ...Object.fromEntries(secrets) }),
      }),
    ]),
  );
}
