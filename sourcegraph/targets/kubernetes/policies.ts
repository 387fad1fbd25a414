import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from "kubernetes-types/networking/v1.js";
import type { Deployment } from "../../deployment.ts";
import { servicesOf } from "../../deployment.ts";
import { nodeNamespace } from "../../derive/configuration.ts";
import type { Service } from "../../model/service.ts";
import { installationLabel, labelsOf, type Manifest, selectorOf } from "./manifest.ts";
import { namespaceOf } from "./workload.ts";

/**
 * The addresses that lead to a node itself. The machine's metadata is among them, at 169.254.169.254 and, on GKE,
 * 169.254.169.252: no pod of Sourcegraph's acts as a Google identity, so none asks it.
 */
const linkLocal = "169.254.0.0/16";

/** Where nodes answer for names, when the cluster's own servers don't: GKE's NodeLocal DNSCache, and its Cloud DNS. */
const nodeNameServers = ["169.254.20.10/32", "169.254.169.254/32"];

const inNamespace = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

/** Names are looked up at the cluster's own servers or the node's, and nothing else is asked of either. */
const names: NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: inNamespace("kube-system"),
      podSelector: { matchExpressions: [{ key: "k8s-app", operator: "In", values: ["kube-dns", "node-local-dns"] }] },
    },
    ...nodeNameServers.map((cidr) => ({ ipBlock: { cidr } })),
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/**
 * Anywhere but the node, as what is called there may be inside or outside the company's networks. By IPv4 only: the
 * clusters have no other addresses, and what a policy doesn't name can't be reached.
 */
const anywhere: NetworkPolicyPeer[] = [{ ipBlock: { cidr: "0.0.0.0/0", except: [linkLocal] } }];

const podsOf = (service: Service): NetworkPolicyPeer => ({ podSelector: { matchLabels: selectorOf(service) } });

/** Those who call a service; its own replicas among them, where it uses itself. */
function callersOf(deployment: Deployment, service: Service): Service[] {
  return servicesOf(deployment, "kubernetes").filter((other) =>
    [...(other.uses ?? []), ...(other.reaches ?? [])].some(
      (use) => (typeof use === "string" ? use : use.service) === service.name,
    ),
  );
}

const portsOf = (names: readonly string[]) => names.map((port) => ({ port }));

/** Who may call a service, and at which of its ports. */
function ingressOf(deployment: Deployment, service: Service): NetworkPolicyIngressRule[] {
  const containers = Object.values(service.containers);
  const measured = new Set<string>(containers.flatMap(({ metrics = [] }) => metrics));
  const debugged = new Set<string>(containers.flatMap(({ debug }) => debug ?? []));
  const entered = Object.values(service.entrances ?? {}).flatMap(({ ports }) => Object.keys(ports));
  // Not those for metrics and administrators only: a program with a single port for all of it says so by naming it twice.
  const serving = entered.filter((port) => port !== "debug" && (!measured.has(port) || debugged.has(port)));
  const callers = callersOf(deployment, service);
  const prometheus = servicesOf(deployment, "kubernetes").find(({ name }) => name === "prometheus");
  const frontend = servicesOf(deployment, "kubernetes").find(({ name }) => name === "sourcegraph-frontend");
  const watcher: NetworkPolicyPeer = {
    ...(service.node && { namespaceSelector: inNamespace(deployment.namespace) }),
    ...podsOf(prometheus!),
  };
  return [
    ...(service.public ? [{ ports: portsOf([service.public]) }] : []),
    ...(callers.length > 0 && serving.length > 0 ? [{ from: callers.map(podsOf), ports: portsOf(serving) }] : []),
    ...(debugged.size > 0 ? [{ from: [podsOf(frontend!)], ports: portsOf([...debugged]) }] : []),
    ...(measured.size > 0 ? [{ from: [watcher], ports: portsOf([...measured]) }] : []),
  ];
}

/** Within the installation all may call: whether they are let in, the other end says. */
function egressOf(deployment: Deployment, service: Service): NetworkPolicyEgressRule[] {
  if (service.node) return [];
  const within: NetworkPolicyPeer[] = [
    { podSelector: { matchLabels: installationLabel } },
    ...(service.name === "prometheus" ? [{ namespaceSelector: inNamespace(nodeNamespace(deployment)) }] : []),
  ];
  return [names, { to: within }, ...(service.internet ? [{ to: anywhere }] : [])];
}

/** What traffic a service takes and makes. */
export const networkPolicyOf = (deployment: Deployment, service: Service): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: service.name, namespace: namespaceOf(deployment, service), labels: labelsOf(service) },
  spec: {
    podSelector: { matchLabels: selectorOf(service) },
    policyTypes: ["Ingress", "Egress"],
    ingress: ingressOf(deployment, service),
    egress: egressOf(deployment, service),
  },
});

/** How many of a service's pods may be taken away at once when nodes are drained; undefined for those that end anyway. */
export function disruptionBudgetOf(deployment: Deployment, service: Service): Manifest | undefined {
  if (service.workload.kind !== "deployment" && service.workload.kind !== "statefulset") return undefined;
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: service.name, namespace: namespaceOf(deployment, service), labels: labelsOf(service) },
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(service) } },
  };
}
