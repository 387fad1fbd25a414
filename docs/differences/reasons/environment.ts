import type { Cell, Reason } from "../rule.ts";

const gone = ({ here }: Cell) => here === undefined;
const added = ({ today }: Cell) => today === undefined;

/** Variables of containers, and what they are read from. */
export const environmentReasons: readonly Reason[] = [
  {
    name: "migrations once",
    text: "Migrations run once for each version, in a Job. Its name ends in a checksum, since a Job can't be changed; attempts that fail keep their pods and logs. Today every frontend pod runs them each time it starts.",
    matches: [
      {
        target: "kubernetes",
        service: "migrator",
        field: /^(workload|retries|not counted as retries|restart|pod labels › app)$/,
      },
    ],
  },
  {
    name: "waiting in the pods",
    text: "Pods wait by themselves for what comes before them, for as long as it takes, whoever applies the objects: the Job for the databases, the frontend for the migrations. Today the migrator is started again until the databases answer.",
    matches: [
      { target: "kubernetes", service: "migrator", field: "init container wait-for-databases", when: added },
      {
        target: "kubernetes",
        service: "sourcegraph-frontend",
        field: "init container wait-for-migrations",
        when: added,
      },
    ],
  },
  {
    name: "one minor version at a time",
    text: "Upgrades go through every minor version, each with its own migrations, so the Job for longer ways isn't needed.",
    matches: [{ target: "kubernetes", service: "migrator", field: "Job migrator" }],
  },
  {
    name: "only what it uses",
    text: "The migrator knows the databases and nothing else.",
    matches: [
      {
        target: "kubernetes",
        service: "migrator",
        field: /› env › (DEPLOY_TYPE|GRAFANA|PROMETHEUS|INDEXED|SEARCHER|SRC_)/,
        when: gone,
      },
    ],
  },
  {
    name: "code insights like the others",
    text: "Its connection is given in the same variables as those of the other databases, so that the password can come from a Secret.",
    matches: [
      { field: /env › CODEINSIGHTS_PGDATASOURCE$/, when: gone },
      { field: /env › CODEINSIGHTS_PG(HOST|PORT|USER|DATABASE|SSLMODE)$/, when: added },
    ],
  },
  {
    name: "variables in the pods",
    text: "Each pod has the variables that it uses, so one that must know of a change is restarted. Today a ConfigMap changes and nobody notices.",
    matches: [
      { target: "kubernetes", field: /› env from$/, when: gone },
      { target: "kubernetes", field: "ConfigMap sourcegraph-frontend-env", when: gone },
    ],
  },
  {
    name: "addresses written out",
    text: "Every address that a program uses is given to it, from the one place that knows it. Today Kubernetes and Compose each leave out some that the other has, and programs fall back on what they take for granted.",
    matches: [
      {
        field:
          /env › (SRC_(FRONTEND_INTERNAL|SYNTECT_SERVER|GIT_SERVERS|PROF_SERVICES)|SEARCHER_URL|INDEXED_SEARCH_\w+)$/,
        when: added,
      },
      { field: /env › (REDIS_(CACHE|STORE)_ENDPOINT|PRECISE_CODE_INTEL_UPLOAD_\w+)$/, when: added },
      { target: "kubernetes", service: /^redis-/, field: "container redis-exporter › env" },
      { service: "grafana", field: /^(container grafana › )?env$/ },
      { target: "compose", field: /^env › (CODEINTEL_)?PG(PORT|USER|DATABASE|SSLMODE)$/, when: added },
      { target: "compose", field: /^env › SRC_PROF_SERVICES › (precise|syntactic)-code-intel(-worker)?$/, when: added },
    ],
  },
  {
    name: "traces to the collector",
    text: "Traces go to the collector's Service, and the collector is always there. Today they go to an agent on each node and from there to a collector, neither of which the default deployment has.",
    matches: [
      { target: "kubernetes", field: /› env › OTEL_AGENT_HOST$/, when: gone },
      {
        target: "kubernetes",
        field: /› env › OTEL_EXPORTER_OTLP_ENDPOINT$/,
        when: ({ here }) => here === "http://otel-collector:4317",
      },
      { target: "kubernetes", service: "otel-collector", field: "installed" },
      { target: "kubernetes", service: "otel-agent", field: /./ },
    ],
  },
  {
    name: "no pod's name",
    text: "Only searcher's cache folder is named after its pod, so no other container is told its pod's name.",
    matches: [{ target: "kubernetes", service: /^(?!searcher$)/, field: /› env › POD_NAME$/, when: gone }],
  },
  {
    name: "as in Kubernetes",
    text: "Compose gives it the same settings and starts it with the same arguments as Kubernetes.",
    matches: [
      { target: "compose", service: "searcher-0", field: /^env › (SEARCHER_CACHE_SIZE_MB|CACHE_DIR)$/ },
      { target: "compose", service: "precise-code-intel-worker", field: "env › NUM_WORKERS" },
      { target: "compose", service: "syntactic-code-intel-worker", field: "env › SYNTACTIC_CODE_INTEL_WORKER_ADDR" },
      { target: "compose", service: "codeinsights-db", field: "env › POSTGRESQL_CONF_DIR" },
      { target: "compose", service: /^(sourcegraph-frontend-0|gitserver-0)$/, field: "command" },
      { target: "compose", service: "otel-collector", field: /^(command|entrypoint)$/ },
      { target: "compose", service: "node-exporter", field: /^command › --(web|path\.rootfs|collector\.)/ },
      { target: "compose", service: "node-exporter", field: /^volumes › \/(host\/root|rootfs)$/ },
    ],
  },
];
