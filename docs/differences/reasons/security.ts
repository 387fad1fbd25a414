import type { Reason } from "../rule.ts";

/** Rights, credentials and what traffic is let through. */
export const securityReasons: readonly Reason[] = [
  {
    name: "restricted pods",
    text: "Pods hold to the restricted Pod Security Standard: not root, no capabilities, no way to more rights, and the runtime's seccomp profile.",
    matches: [
      { target: "kubernetes", field: "not root", when: ({ here }) => here === "yes" },
      { target: "kubernetes", field: "seccomp", when: ({ here }) => here === "RuntimeDefault" },
      { target: "kubernetes", field: /› security › capabilities dropped$/, when: ({ here }) => here === "ALL" },
      { target: "kubernetes", field: /› security › privilege escalation$/, when: ({ here }) => here === "no" },
      { target: "kubernetes", field: "Namespace sourcegraph" },
    ],
  },
  {
    name: "one group for a pod",
    text: "User and group are set for the whole pod. Today Postgres' exporters run with whatever group their image has.",
    matches: [{ target: "kubernetes", field: "container pgsql-exporter › group" }],
  },
  {
    name: "a namespace for nodes' readers",
    text: "What reads the nodes can't hold to the restricted standard, so it has a namespace of its own, where nothing else is.",
    matches: [
      { target: "kubernetes", field: "Namespace sourcegraph-node" },
      { target: "kubernetes", service: "node-exporter", field: "namespace" },
    ],
  },
  {
    name: "no token",
    text: "Nothing but Prometheus asks the API server anything, so no other pod has a token for it.",
    matches: [{ target: "kubernetes", field: "account's token", when: ({ here }) => here === "no" }],
  },
  {
    name: "Prometheus at home",
    text: "Prometheus looks up what to scrape in its own installation's namespaces only. Today that takes a ClusterRole, whose name two installations in a cluster would share.",
    matches: [
      {
        target: "kubernetes",
        service: "prometheus",
        field: /^((Cluster)?Role(Binding)? prometheus.*|ServiceAccount prometheus|account)$/,
      },
      { target: "kubernetes", service: "prometheus", field: "container prometheus › env › SG_NAMESPACE" },
    ],
  },
  {
    name: "nothing to look up",
    text: "Addresses are known from the model, so the frontend doesn't look them up in the cluster. Grafana's account has no rights, and so no use.",
    matches: [
      { target: "kubernetes", service: "sourcegraph-frontend", field: /^(ServiceAccount|Role|RoleBinding) / },
      { target: "kubernetes", service: "grafana", field: "ServiceAccount grafana" },
    ],
  },
  {
    name: "credentials of one's own",
    text: "Each installation has passwords of its own, in Secrets and, for Compose, in a file that only its owner reads; who moves in puts those in that there are. Today everybody has the same, in plain text.",
    matches: [
      { target: "kubernetes", service: "all objects", field: /^Secret / },
      { field: /› ((CODEINTEL_|CODEINSIGHTS_)?PGPASSWORD|POSTGRES_PASSWORD|DATA_SOURCE_(NAME|URI|USER|PASS))$/ },
      { service: /^(pgsql|codeintel-db)$/, field: /^(container pgsql › )?env$/ },
    ],
  },
  {
    name: "network policies",
    text: "Each service has a policy that says who may call it and whom it may call; it follows from the model. Today's is on request, the same for all, and lets nobody look up a name or call anything outside.",
    matches: [{ target: "kubernetes", field: /^NetworkPolicy / }],
  },
  {
    name: "configuration only to read",
    text: "Configuration is mounted to be read. Today its files have every right that there is, and in Compose a container may change them.",
    matches: [
      {
        field: /^(.* › mounts|volumes) › \/(conf|sg_prometheus_add_ons|sg_config_grafana\/[^›]+) › (read only|mode)$/,
        when: ({ here }) => here === "yes" || here === "0444",
      },
    ],
  },
  {
    name: "no new privileges",
    text: "No program in a container can get more rights than it starts with.",
    matches: [{ target: "compose", field: "new privileges", when: ({ here }) => here === "refused" }],
  },
  {
    name: "a less mighty cAdvisor",
    text: "It reads what it needs of the machine, without rights over the devices and without all other files: of /var/run only Docker's socket, at which it asks about the containers.",
    matches: [
      {
        target: "compose",
        service: "cadvisor",
        field: /^(privileged|devices|volumes › \/(rootfs|var\/run|var\/run\/docker\.sock))$/,
      },
    ],
  },
  {
    name: "nothing open by accident",
    text: "Prometheus asks nobody for a password, so the machine doesn't serve it to the world. Grafana shows what is in it, behind the frontend.",
    matches: [{ target: "compose", service: "prometheus", field: "ports" }],
  },
];
