import { type Deployment, serviceNamed, servicesOf } from "../../deployment.ts";
import { nodeNamespace } from "../../derive/configuration.ts";
import { installationLabel, labelsOf, type Manifest } from "./manifest.ts";

/** A namespace that holds to a Pod Security Standard, and warns of what is against it. */
const namespace = (name: string, standard: "restricted" | "privileged"): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    labels: {
      ...installationLabel,
      "pod-security.kubernetes.io/enforce": standard,
      "pod-security.kubernetes.io/warn": standard,
    },
  },
});

/** Whether any service needs rights on its node. */
export const needsNodes = (deployment: Deployment): boolean =>
  servicesOf(deployment, "kubernetes").some(({ node }) => node !== undefined);

/** The namespaces of an installation. */
export const namespacesOf = (deployment: Deployment): { comment: string; manifest: Manifest }[] => [
  {
    comment: "Everything but what reads the nodes. Holds to the restricted Pod Security Standard.",
    manifest: namespace(deployment.namespace, "restricted"),
  },
  ...(needsNodes(deployment)
    ? [
        {
          comment: `What reads the nodes: ${servicesOf(deployment, "kubernetes")
            .flatMap(({ name, node }) => (node ? [`${name}. ${node.reason}`] : []))
            .join(" ")}`,
          manifest: namespace(nodeNamespace(deployment), "privileged"),
        },
      ]
    : []),
];

/** What Prometheus may look up: pods and Services of the installation, and nothing of the cluster's. */
export function watcherAccess(deployment: Deployment): Manifest[] {
  const prometheus = serviceNamed(deployment, "prometheus");
  const { namespace: home } = deployment;
  const places = needsNodes(deployment) ? [home, nodeNamespace(deployment)] : [home];
  const labels = labelsOf(prometheus);
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: prometheus.name, namespace: home, labels } },
    ...places.flatMap((place): Manifest[] => [
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: { name: prometheus.name, namespace: place, labels },
        rules: [
          { apiGroups: [""], resources: ["services", "pods"], verbs: ["get", "list", "watch"] },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
        ],
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: prometheus.name, namespace: place, labels },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: prometheus.name },
        subjects: [{ kind: "ServiceAccount", name: prometheus.name, namespace: home }],
      },
    ]),
  ];
}
