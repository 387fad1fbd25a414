import assert from "node:assert/strict";
import { parse } from "yaml";
import { servicesOf } from "../../sourcegraph/deployment.ts";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import {
  composeConfiguration,
  composeFileOf,
  containerNamed,
  named,
  newest,
  objectsOf,
  ofKind,
  podsOf,
  variablesOf,
} from "../support/sourcegraph.ts";

interface ScrapeConfiguration {
  job_name: string;
  kubernetes_sd_configs?: { role: string; namespaces: { names?: string[]; own_namespace?: boolean } }[];
  relabel_configs?: { source_labels: string[]; regex?: string; action?: string; target_label?: string }[];
}

/** The jobs in which Prometheus looks up what to ask. */
function jobsIn(objects: readonly Manifest[]): ScrapeConfiguration[] {
  const { data } = named(objects, "ConfigMap", "prometheus");
  const { scrape_configs } = parse(data!["prometheus.yml"]!) as { scrape_configs: ScrapeConfiguration[] };
  return scrape_configs.filter(({ kubernetes_sd_configs }) => kubernetes_sd_configs);
}

/** What a job finds: pods of one app behind annotated Services, each at the port that the Service names. */
function foundBy({ job_name, kubernetes_sd_configs }: ScrapeConfiguration, objects: readonly Manifest[]): string[] {
  const [namespace] = kubernetes_sd_configs?.[0]?.namespaces.names ?? ["sourcegraph"];
  return ofKind(objects, "Service").flatMap(({ metadata, spec }) => {
    const { annotations = {} } = metadata;
    const isFound =
      metadata.namespace === namespace &&
      annotations["sourcegraph.prometheus/scrape"] === "true" &&
      spec!.selector!.app === job_name;
    return isFound ? [`${job_name}:${annotations["prometheus.io/port"]}`] : [];
  });
}

describe("what Prometheus asks in Kubernetes", () => {
  const objects = objectsOf(newest());
  const jobs = jobsIn(objects);

  it("has a job for each service with metrics, in the order of the model", () => {
    assert.deepEqual(
      jobs.map(({ job_name }) => job_name),
      [
        "pgsql",
        "codeintel-db",
        "codeinsights-db",
        "redis-cache",
        "redis-store",
        "sourcegraph-frontend",
        "gitserver",
        "indexed-search",
        "searcher",
        "precise-code-intel-worker",
        "syntactic-code-intel",
        "syntect-server",
        "worker",
        "otel-collector",
        "node-exporter",
      ],
    );
  });

  it("is looked up in its own namespace, and what reads the nodes in theirs", () => {
    for (const { job_name, kubernetes_sd_configs } of jobs) {
      const namespaces = job_name === "node-exporter" ? { names: ["sourcegraph-node"] } : { own_namespace: true };
      assert.deepEqual(kubernetes_sd_configs, [{ role: "endpointslice", namespaces }], job_name);
    }
    const elsewhere = jobsIn(objectsOf(newest({ namespace: "other" })));
    assert.deepEqual(elsewhere.at(-1)!.kubernetes_sd_configs![0]!.namespaces, { names: ["other-node"] });
  });

  it("is kept only where the Service says so and the pod is the job's, at the port that the Service says", () => {
    for (const { job_name, relabel_configs } of jobs) {
      assert.deepEqual(relabel_configs!.slice(0, 3), [
        {
          source_labels: ["__meta_kubernetes_service_annotation_sourcegraph_prometheus_scrape"],
          regex: "true",
          action: "keep",
        },
        { source_labels: ["__meta_kubernetes_pod_label_app"], regex: job_name, action: "keep" },
        {
          source_labels: ["__address__", "__meta_kubernetes_service_annotation_prometheus_io_port"],
          regex: "(.+):\\d+;(\\d+)",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Prometheus' own reference to a group of the pattern.
          replacement: "${1}:${2}",
          target_label: "__address__",
        },
      ]);
    }
    const replace = (address: string) => address.replace(/^(?:(.+):\d+;(\d+))$/, "$1:$2");
    assert.equal(replace("10.0.0.7:5432;9187"), "10.0.0.7:9187");
    assert.equal(replace("[fd00::7]:5432;9187"), "[fd00::7]:9187");
  });

  it("has a name of its own for each program of a pod, so that their series don't mix", () => {
    const told = jobs.flatMap((job) =>
      job.relabel_configs!.filter(({ target_label }) => target_label === "job" || target_label === "instance"),
    );
    const expected = [
      { source_labels: ["__meta_kubernetes_service_name"], target_label: "job" },
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "instance" },
    ];
    assert.deepEqual(
      told,
      jobs.flatMap(() => expected),
    );
    // Two ports of a pod are told apart by the Service: none leads to two of them.
    const measured = ofKind(objects, "Service").filter(({ metadata }) => metadata.annotations?.["prometheus.io/port"]);
    const targets = measured.map(({ metadata, spec }) => `${metadata.name} of ${spec!.selector!.app}`);
    assert.equal(new Set(targets).size, targets.length);
    assert.ok(targets.includes("indexed-search-indexer of indexed-search"));
  });

  it("are all ports at which a container has metrics, and no others", () => {
    const found = jobs.flatMap((job) => foundBy(job, objects)).sort();
    const measured = servicesOf(newest(), "kubernetes").flatMap(({ name, containers }) =>
      Object.values(containers).flatMap(({ ports, metrics = [] }) =>
        metrics.map((port) => `${name}:${(ports as Record<string, number>)[port]}`),
      ),
    );
    assert.deepEqual(found, measured.sort());
    assert.ok(found.includes("worker:6996") && found.includes("pgsql:9187"));
  });

  it("may be looked up in these two namespaces, and nothing else of the cluster", () => {
    assert.deepEqual(
      ofKind(objects, "Role").map(({ metadata, rules }) => [metadata.namespace, rules]),
      ["sourcegraph", "sourcegraph-node"].map((namespace) => [
        namespace,
        [
          { apiGroups: [""], resources: ["services", "pods"], verbs: ["get", "list", "watch"] },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
        ],
      ]),
    );
    for (const { roleRef, subjects } of ofKind(objects, "RoleBinding")) {
      assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "prometheus" });
      assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: "prometheus", namespace: "sourcegraph" }]);
    }
    assert.equal(ofKind(objects, "RoleBinding").length, 2);
  });
});

describe("what Prometheus asks in Compose", () => {
  const targetsOf = (replicas: Record<string, number>) =>
    parse(composeConfiguration(newest({ replicas }))["prometheus/prometheus_targets.yml"]!);

  it("is a list with the address of every replica", () => {
    assert.deepEqual(targetsOf({ gitserver: 2, "indexed-search": 2, worker: 2 }), [
      { labels: { job: "pgsql" }, targets: ["pgsql-exporter:9187"] },
      { labels: { job: "codeintel-db" }, targets: ["codeintel-db-exporter:9187"] },
      { labels: { job: "codeinsights-db" }, targets: ["codeinsights-db-exporter:9187"] },
      { labels: { job: "redis-cache" }, targets: ["redis-cache-exporter:9121"] },
      { labels: { job: "redis-store" }, targets: ["redis-store-exporter:9121"] },
      { labels: { job: "sourcegraph-frontend" }, targets: ["sourcegraph-frontend-0:6060"] },
      { labels: { job: "gitserver" }, targets: ["gitserver-0:6060", "gitserver-1:6060"] },
      {
        labels: { job: "indexed-search" },
        targets: [
          "zoekt-webserver-0:6070",
          "zoekt-webserver-1:6070",
          "zoekt-indexserver-0:6072",
          "zoekt-indexserver-1:6072",
        ],
      },
      { labels: { job: "searcher" }, targets: ["searcher-0:6060"] },
      { labels: { job: "precise-code-intel-worker" }, targets: ["precise-code-intel-worker:6060"] },
      { labels: { job: "syntactic-code-intel" }, targets: ["syntactic-code-intel-worker:6060"] },
      { labels: { job: "syntect-server" }, targets: ["syntect-server:6060"] },
      { labels: { job: "worker" }, targets: ["worker:6060", "worker-1:6060", "worker:6996", "worker-1:6996"] },
      { labels: { job: "otel-collector" }, targets: ["otel-collector:8888"] },
      { labels: { job: "node-exporter" }, targets: ["node-exporter:9100"] },
      { labels: { job: "cadvisor" }, targets: ["cadvisor:48080"] },
    ]);
  });

  it("names only containers that there are", () => {
    const replicas = { gitserver: 3, searcher: 2 };
    const { services } = composeFileOf(newest({ replicas }));
    const hosts = (targetsOf(replicas) as { targets: string[] }[]).flatMap(({ targets }) =>
      targets.map((target) => target.split(":")[0]!),
    );
    assert.deepEqual(
      hosts.filter((host) => !(host in services)),
      [],
    );
  });
});

describe("an exporter", () => {
  const databases = [
    ["pgsql", "sg", "sg", "pgsql:5432", "queries.yaml"],
    ["codeintel-db", "sg", "sg", "codeintel-db:5432", "code_intel_queries.yaml"],
    ["codeinsights-db", "postgres", "postgres", "codeinsights-db:5432", "code_insights_queries.yaml"],
  ] as const;

  for (const [name, user, database, address, queries] of databases) {
    it(`of ${name} asks it beside itself in Kubernetes, with its own credential`, () => {
      const variables = variablesOf(containerNamed(objectsOf(newest()), name, "pgsql-exporter"));
      assert.deepEqual(variables, {
        DATA_SOURCE_URI: `localhost:5432/${database}?sslmode=disable`,
        DATA_SOURCE_USER: user,
        DATA_SOURCE_PASS: `secret ${name}-auth/password`,
        PG_EXPORTER_EXTEND_QUERY_PATH: `/config/${queries}`,
      });
    });

    it(`of ${name} asks it by its name in Compose`, () => {
      const { environment } = composeFileOf(newest()).services[`${name}-exporter`]!;
      assert.equal(environment!.DATA_SOURCE_URI, `${address}/${database}?sslmode=disable`);
      assert.equal(environment!.DATA_SOURCE_USER, user);
      assert.match(
        environment!.DATA_SOURCE_PASS!,
        new RegExp(`^\\$\\{${name.toUpperCase().replaceAll("-", "_")}_AUTH_PASSWORD:\\?`),
      );
    });
  }

  for (const name of ["redis-cache", "redis-store"]) {
    it(`of ${name} asks it, beside itself in Kubernetes and by its name in Compose`, () => {
      const beside = variablesOf(containerNamed(objectsOf(newest()), name, "redis-exporter"));
      assert.deepEqual(beside, { REDIS_ADDR: "redis://localhost:6379" });
      const { environment } = composeFileOf(newest()).services[`${name}-exporter`]!;
      assert.deepEqual(environment, { REDIS_ADDR: `redis://${name}:6379` });
    });
  }

  it("stands beside every database, and beside nothing else", () => {
    const beside = podsOf(objectsOf(newest())).flatMap(({ app, containers }) =>
      containers.some(({ name }) => name.endsWith("-exporter") && name !== app) ? [app] : [],
    );
    assert.deepEqual(beside, ["pgsql", "codeintel-db", "codeinsights-db", "redis-cache", "redis-store"]);
  });
});

describe("Grafana", () => {
  it("has Prometheus' address in its configuration, each target's own", () => {
    const kubernetes = named(objectsOf(newest()), "ConfigMap", "grafana").data!["datasources.yml"]!;
    const compose = composeConfiguration(newest())["grafana/datasources.yml"]!;
    const source = (url: string) => ({
      apiVersion: 1,
      datasources: [{ name: "Prometheus", type: "prometheus", access: "proxy", url, isDefault: true, editable: false }],
    });
    assert.deepEqual(parse(kubernetes), source("http://prometheus:30090"));
    assert.deepEqual(parse(compose), source("http://prometheus:9090"));
  });
});
