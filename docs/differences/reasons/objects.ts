import type { Cell, Reason } from "../rule.ts";

const gone = ({ here }: Cell) => here === undefined;
const added = ({ today }: Cell) => today === undefined;

/** Objects of Kubernetes, their labels, and what they are called. */
export const objectReasons: readonly Reason[] = [
  {
    name: "claims are kept",
    text: "Claims say to the tools that remove what is no longer listed that they stay, and don't have the label by which `kubectl apply --prune` chooses.",
    matches: [
      { target: "kubernetes", field: /^claim [^›]+ › annotations$/ },
      { target: "kubernetes", field: /^claim (?!template)[^›]+ › labels$/, when: gone },
    ],
  },
  {
    name: "the same labels everywhere",
    text: "All objects of a service, and its pods, have the same three labels. Today workloads lack `app` and pods lack the component, and a fourth tells whether it takes a cluster's administrator.",
    matches: [
      { target: "kubernetes", service: "all objects", field: "labels › sourcegraph-resource-requires", when: gone },
      { target: "kubernetes", service: "all objects", field: "labels › app", when: added },
      { target: "kubernetes", field: "pod labels › app.kubernetes.io/component", when: added },
    ],
  },
  {
    name: "restarted on change",
    text: "What reads configuration carries its checksum, pods as an annotation and Compose's containers as a label, so that it is replaced when the files change. Today it goes on with the old ones.",
    matches: [
      { target: "kubernetes", field: "pod annotations", when: ({ here = "" }) => here.startsWith("checksum/") },
      {
        target: "compose",
        field: "labels",
        when: ({ here = "" }) => here.startsWith("com.sourcegraph.configuration."),
      },
    ],
  },
  {
    name: "one container, no choice",
    text: "The annotations describe the pod and name the container that tools take by default; there is only one.",
    matches: [
      { target: "kubernetes", service: /^(otel-collector|node-exporter)$/, field: "pod annotations", when: gone },
    ],
  },
  {
    name: "one name for one thing",
    text: "What is the same has the same name within the pods of all three databases. Claims keep their names.",
    matches: [{ target: "kubernetes", service: /^(pgsql|.*-db)$/, field: "volume names" }],
  },
  {
    name: "no image more",
    text: "The database's own image has the shell that it takes, so no other is fetched.",
    matches: [{ target: "kubernetes", field: "init container correct-data-dir-permissions › image" }],
  },
  {
    name: "ports that exist",
    text: "gitserver's Service leads to the ports at which it answers, and the collector declares the one for its probes. Today gitserver's names a port at which nothing listens, and tells Prometheus of another that isn't declared.",
    matches: [
      { target: "kubernetes", service: "gitserver", field: /^Service gitserver › ports › / },
      { target: "kubernetes", service: "gitserver", field: "container gitserver › ports › debug" },
      { target: "kubernetes", service: "otel-collector", field: "container otel-collector › ports › health" },
    ],
  },
  {
    name: "one word to select",
    text: "Like every other Service it selects its pods by `app` alone. They are the same pods.",
    matches: [{ target: "kubernetes", service: "gitserver", field: "Service gitserver › selector › type" }],
  },
  {
    name: "ports have names",
    text: "A port's name is that of the container's port that it leads to.",
    matches: [{ target: "kubernetes", service: "indexed-search", field: /^Service .* › ports › .* › name$/ }],
  },
  {
    name: "the class by its field",
    text: "The annotation that names nginx is out of date: the field for it names the same, or the class that is asked for.",
    matches: [
      { target: "kubernetes", field: /^Ingress .* › annotation kubernetes\.io\/ingress\.class$/, when: gone },
      { target: "kubernetes", field: /^Ingress .* › class$/, when: ({ here }) => here === "nginx" },
    ],
  },
  {
    name: "updated like the others",
    text: "The collector is updated as the other Deployments are: a new pod first, ready for ten seconds.",
    matches: [
      { target: "kubernetes", service: "otel-collector", field: /^(ready after|progress deadline|surge|unavailable)$/ },
    ],
  },
  {
    name: "no file that nobody reads",
    text: "The collector starts with a configuration of its image, so there is no other beside it. Who has a tracing backend adds one.",
    matches: [
      {
        target: "kubernetes",
        service: "otel-collector",
        field: /^(volume names|.* › mounts|ConfigMap otel-collector)$/,
      },
      { target: "compose", service: "otel-collector", field: "volumes" },
    ],
  },
  {
    name: "no source without credentials",
    text: "Grafana's second source of data takes its credentials from variables that nothing sets, so it doesn't work.",
    matches: [{ target: "kubernetes", service: "grafana", field: "data sources" }],
  },
  {
    name: "the flags of today",
    text: "Flags are called as node-exporter calls them by now, in Kubernetes and Compose alike, and leave out what containerd mounts as well.",
    matches: [
      {
        target: "kubernetes",
        service: "node-exporter",
        field: /› args › --collector\.(filesystem\.(ignored-mount-points|mount-points-exclude)|net(dev|class)\..*)$/,
      },
    ],
  },
  {
    name: "mounts from before",
    text: "What is mounted on a node later belongs to pods, and those are left out of the report anyway.",
    matches: [{ target: "kubernetes", service: "node-exporter", field: /› propagation$/ }],
  },
  {
    name: "the kubelet knows",
    text: "The kubelet reports on containers itself, so nothing privileged has to run on each node for it.",
    matches: [{ target: "kubernetes", service: "cadvisor", field: /./ }],
  },
  {
    name: "outside the installation",
    text: "A tracing backend is no part of Sourcegraph; the collector passes traces on to any.",
    matches: [{ target: "kubernetes", service: "jaeger", field: /./ }],
  },
  {
    name: "installed apart",
    text: "Executors run other people's code. They aren't part of the model, and connect to an installation wherever they are.",
    matches: [{ service: "executor", field: /./ }],
  },
];
