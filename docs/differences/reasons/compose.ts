import type { Cell, Reason } from "../rule.ts";

const gone = ({ here }: Cell) => here === undefined;

/** What only Compose has. */
export const composeReasons: readonly Reason[] = [
  {
    name: "named by the project",
    text: "Compose names containers after project, service and number, as it does everywhere. The names by which services find each other stay.",
    matches: [{ target: "compose", field: "container name" }],
  },
  {
    name: "hosts have names",
    text: "A container's host name is the name by which the others know it, so that logs and metrics show it instead of an ID.",
    matches: [{ target: "compose", field: "hostname", when: ({ here, difference }) => here === difference.service }],
  },
  {
    name: "one frontend",
    text: "The frontend serves people and the other services from one container. Its second name stays as an alias, so addresses are as they were.",
    matches: [
      { target: "compose", service: "sourcegraph-frontend-internal", field: /./ },
      { target: "compose", service: "sourcegraph-frontend-0", field: /^depends on › / },
      { target: "compose", service: "sourcegraph-frontend-0", field: /^env › SRC_PROF_SERVICES › frontend/ },
      { target: "compose", service: "the file", field: "volumes › sourcegraph-frontend-internal-0", when: gone },
    ],
  },
  {
    name: "found together",
    text: "All replicas of a service are behind one name, as behind a Service in Kubernetes.",
    matches: [{ target: "compose", field: "aliases" }],
  },
  {
    name: "caches aren't kept",
    text: "As in Kubernetes, there is no volume for what is made again after a start.",
    matches: [
      { target: "compose", service: /^(sourcegraph-frontend-0|worker)$/, field: "volumes" },
      { target: "compose", service: "the file", field: /^volumes › (worker|sourcegraph-frontend-0)$/, when: gone },
    ],
  },
  {
    name: "variables of the pod",
    text: "Both programs of the index get what either uses, as containers of one pod do.",
    matches: [{ target: "compose", service: "zoekt-webserver-0", field: "env › SRC_FRONTEND_INTERNAL" }],
  },
  {
    name: "configuration beside the file",
    text: "Configuration is made from the model, and is in a folder beside the Compose file.",
    matches: [
      { target: "compose", field: /^volumes › [^›]+ › source$/, when: ({ today = "" }) => today.startsWith("file ") },
    ],
  },
  {
    name: "a Caddyfile that is made",
    text: "Caddy's configuration follows from the model and has the frontends' addresses and the domain in it, instead of one of several files to choose from.",
    matches: [
      {
        target: "compose",
        service: "caddy",
        field: /^(env › SRC_FRONTEND_ADDRESSES|volumes › \/etc\/caddy.*|depends on)$/,
      },
    ],
  },
  {
    name: "no folder for more dashboards",
    text: "As in Kubernetes, there is none until somebody has dashboards to add.",
    matches: [{ target: "compose", service: "grafana", field: "volumes › /sg_grafana_additional_dashboards" }],
  },
  {
    name: "measured in Compose too",
    text: "Redis has its exporters, as in Kubernetes. Today Prometheus asks for them where there are none.",
    matches: [{ target: "compose", service: /^redis-(cache|store)-exporter$/, field: /./ }],
  },
  {
    name: "its port said",
    text: "The port and the kind of containers are said, not taken for granted.",
    matches: [{ target: "compose", service: "cadvisor", field: "command" }],
  },
  {
    name: "open within the network anyway",
    text: "Containers of a network reach all of each other's ports.",
    matches: [{ target: "compose", field: "exposes" }],
  },
  {
    name: "no version of the format",
    text: "Compose doesn't read it any more, and warns of it.",
    matches: [{ target: "compose", service: "the file", field: "version" }],
  },
];
