import { sizes } from "../../../sourcegraph/model/size.ts";
import { quantity } from "../quantities.ts";
import type { Cell, Reason } from "../rule.ts";

/** Whether the same number has the decimal unit today and the binary one here: 4G and 4Gi. */
const onlyBinary = ({ today = "", here }: Cell) => /\d[kMGT]$/.test(today) && here === `${today}i`;

/** The most that a size or a smaller one has today, in binary units. */
function largestUpTo({ size, difference }: Cell): number {
  const upTo = sizes.slice(0, sizes.indexOf(size) + 1).flatMap((each) => difference.today[each] ?? []);
  return Math.max(...upTo.map((value) => quantity(value.replace(/([kMGT])$/, "$1i"), "kubernetes") ?? Number.NaN));
}

/** Whether a size has less than a smaller one today, and here as much as that one. */
const noLess = (cell: Cell) => {
  const now = quantity(cell.today ?? "", "kubernetes");
  const largest = largestUpTo(cell);
  return now !== undefined && now < largest && quantity(cell.here ?? "", "kubernetes") === largest;
};

/** Whether today has what the size overlays give to everything, and here an amount. */
const lowered =
  (everywhere: string) =>
  ({ today, here = "" }: Cell) =>
    today === everywhere && quantity(here, "kubernetes") !== undefined;

/** Processors, memory and disk in Kubernetes, and in Compose. */
export const resourceReasons: readonly Reason[] = [
  {
    name: "binary units",
    text: "Memory is in binary units everywhere. Today G (10⁹) and Gi (2³⁰), which is 7 % more, stand side by side even within a pod.",
    matches: [{ target: "kubernetes", field: /› (limits › memory|\/dev\/shm › size)$/, when: onlyBinary }],
  },
  {
    name: "no less at a larger size",
    text: "Each size has at least what the one before it has. Today some have less: searcher at L, for example, has a third of the memory that it has at M.",
    matches: [{ target: "kubernetes", field: /› limits › (cpu|memory)$/, when: noLess }],
  },
  {
    name: "real requests",
    text: "What is requested grows with the size, as what is used does. Today's size overlays request 100m and 250M for almost every container, so that nodes are filled with pods that may use many times what there is.",
    matches: [
      { target: "kubernetes", field: /› requests › cpu$/, when: lowered("100m") },
      { target: "kubernetes", field: /› requests › memory$/, when: lowered("250M") },
      { target: "kubernetes", service: "migrator", field: "container migrator › requests › memory" },
    ],
  },
  {
    name: "modest helpers",
    text: "What waits most of the time requests less than it may use: the exporters between scrapes, and the collector as long as no tracing backend is set up.",
    matches: [
      { target: "kubernetes", field: "container redis-exporter › requests › memory" },
      { target: "kubernetes", service: "otel-collector", field: /› requests › (cpu|memory)$/ },
    ],
  },
  {
    name: "room for helpers",
    text: "Exporters and init containers may use a tenth of a core, as in Compose today: at 10m a tenth of a second of work takes ten, which is as long as Prometheus waits. Postgres' exporters may take 64 MiB instead of 50.",
    matches: [
      {
        target: "kubernetes",
        field: /^(init container .*|container (pgsql|redis)-exporter) › limits › cpu$/,
        when: ({ today, here }) => today === "10m" && here === "100m",
      },
      { target: "kubernetes", field: "container pgsql-exporter › limits › memory" },
      { target: "compose", service: /-exporter$/, field: "memory", when: ({ here }) => here === "64m" },
    ],
  },
  {
    name: "more than Redis takes",
    text: "Redis is told to stop at 6 GiB, so it may use 7 at every size. Today the size overlays give it less, where it is killed before it would stop.",
    matches: [
      {
        target: "kubernetes",
        service: /^redis-(cache|store)$/,
        field: /^container redis-(cache|store) › limits › memory$/,
      },
    ],
  },
  {
    name: "the larger of the two",
    text: "Where Kubernetes and Compose differ today for no reason of their own, both get the larger value.",
    matches: [
      { target: "kubernetes", service: "blobstore", field: "container blobstore › limits › memory" },
      { target: "kubernetes", service: "prometheus", field: /^container prometheus › limits › (cpu|memory)$/ },
      { target: "kubernetes", service: "grafana", field: "container grafana › limits › memory" },
      { target: "kubernetes", service: "migrator", field: "container migrator › limits › memory" },
      { target: "kubernetes", field: /› mounts › \/dev\/shm$/ },
      { target: "compose", service: "codeinsights-db", field: "memory" },
      { target: "compose", service: "node-exporter", field: "cpus" },
      { target: "compose", service: "otel-collector", field: /^(cpus|memory)$/ },
    ],
  },
  {
    name: "sizes for Compose",
    text: "Compose has the same five sizes as Kubernetes, with the same limits, as far as a machine of the size has the processors: Docker refuses more. Today there is one size for everybody, which some outgrow and others can't fill.",
    matches: [
      { target: "compose", field: /^(cpus|memory)$/, when: ({ here = "" }) => quantity(here, "docker") !== undefined },
    ],
  },
  {
    name: "one pod more",
    text: "An update adds one frontend pod at a time; today two, for which nodes must have twice the room.",
    matches: [
      { target: "kubernetes", service: "sourcegraph-frontend", field: "surge", when: ({ here }) => here === "1" },
    ],
  },
];
