import type { Cell, Reason } from "../rule.ts";

const undelayed = ({ here }: Cell) => here === "0s";
const added = ({ today }: Cell) => today === undefined;

/** How containers are asked whether they are well. */
export const healthReasons: readonly Reason[] = [
  {
    name: "start probes",
    text: "A start is waited for as long as it takes, and what hangs afterwards is noticed soon. Today liveness begins after a fixed time, which is too short for some starts and leaves faults unseen for up to five minutes.",
    matches: [
      { target: "kubernetes", field: /› startup$/, when: added },
      {
        target: "kubernetes",
        service: /^(pgsql|codeintel-db|redis-.*|sourcegraph-frontend|gitserver|.*-code-intel(-worker)?|worker)$/,
        field: /› liveness › delay$/,
        when: undelayed,
      },
      { target: "kubernetes", service: "prometheus", field: "container prometheus › readiness › failures" },
    ],
  },
  {
    name: "patience",
    text: "A program is started again only after it has failed for a while: half a minute or a whole one. That also covers its start, instead of a delay.",
    matches: [
      { target: "kubernetes", service: /^(blobstore|syntect-server)$/, field: /› liveness › delay$/, when: undelayed },
      { target: "kubernetes", field: /› liveness › failures$/, when: ({ here }) => here === "6" },
    ],
  },
  {
    name: "asked whether it's ready",
    text: "Whatever listens is asked whether it is ready, so that an update waits for it. Today gitserver, the indexer, code insights' database, Grafana and the exporters aren't, and of some that are, those that hang aren't started again.",
    matches: [{ target: "kubernetes", field: /› (readiness|liveness)$/, when: added }],
  },
  {
    name: "five seconds for an answer",
    text: "An answer may take five seconds. Today many may take one, the default, so that a busy program counts as a dead one; Prometheus may take three.",
    matches: [{ target: "kubernetes", field: /› timeout$/, when: ({ here }) => here === "5s" }],
  },
  {
    name: "ready sooner",
    text: "What others wait for is asked every five seconds from the start, not every ten or after a delay.",
    matches: [
      { target: "kubernetes", field: /› readiness › period$/, when: ({ here }) => here === "5s" },
      { target: "kubernetes", field: /› readiness › delay$/, when: undelayed },
    ],
  },
  {
    name: "the same question",
    text: "Redis is asked with PING as today, and with the password where one is set; only the script is another.",
    matches: [{ target: "kubernetes", service: /^redis-/, field: /› readiness › check$/ }],
  },
  {
    name: "a real answer",
    text: "The highlighter is ready when it answers, not as soon as its port is open.",
    matches: [
      { target: "kubernetes", service: "syntect-server", field: "container syntect-server › readiness › check" },
    ],
  },
  {
    name: "asked as in Kubernetes",
    text: "Docker asks what Kubernetes asks for readiness, as often. Today both differ, and gitserver, Redis, worker, Grafana and others aren't asked at all.",
    matches: [
      { target: "compose", field: "healthcheck", when: added },
      { target: "compose", field: "healthcheck › test", when: ({ here = "" }) => /ready/.test(here) },
      { target: "compose", field: "healthcheck › interval", when: ({ here }) => here === "5s" },
      { target: "compose", field: "healthcheck › timeout", when: ({ here }) => here === "5s" },
      { target: "compose", field: "healthcheck › retries", when: ({ here }) => here === "3" },
      { target: "compose", field: "healthcheck › start period", when: ({ here = "" }) => /^(0|300)s$/.test(here) },
    ],
  },
  {
    name: "last words",
    text: "What a container logged last is shown as the reason why it ended. Today some lack the setting, and one has its value in the place of a path.",
    matches: [
      { target: "kubernetes", field: /› termination message$/, when: ({ here }) => here === "FallbackToLogsOnError" },
      { target: "kubernetes", field: /› termination path$/, when: ({ here }) => here === "/dev/termination-log" },
    ],
  },
  {
    name: "drained nodes",
    text: "Nodes may be drained one pod of a service at a time.",
    matches: [{ target: "kubernetes", field: /^PodDisruptionBudget / }],
  },
  {
    name: "kept apart",
    text: "Replicas go to different nodes and zones where there is room, so that one that fails doesn't take all of them along.",
    matches: [{ target: "kubernetes", field: "kept apart" }],
  },
  {
    name: "time to end",
    text: "As in Kubernetes: what writes its state at the end is given two minutes for it.",
    matches: [{ target: "compose", service: /^(prometheus|otel-collector)$/, field: "grace" }],
  },
];
