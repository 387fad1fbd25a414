import assert from "node:assert/strict";
import type { NetworkPolicyPeer } from "kubernetes-types/networking/v1.js";
import { scalableServices } from "../../sourcegraph/deployment.ts";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import { named, newest, objectsOf, ofKind, type Pods, podsOf, variablesOf } from "../support/sourcegraph.ts";

const objects = objectsOf(newest());
const pods = podsOf(objects);

const appOf = ({ podSelector, namespaceSelector }: NetworkPolicyPeer) => {
  const app = podSelector?.matchLabels?.app;
  const namespace = namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"];
  return namespace ? `${namespace}/${app}` : app;
};

/** Who may call a service: "caller → port", sorted. */
const callersOf = (app: string): string[] =>
  named(objects, "NetworkPolicy", app)
    .spec!.ingress!.flatMap(({ from, ports }) =>
      (from ? from.map(appOf) : ["anybody"]).flatMap((caller) => ports!.map(({ port }) => `${caller} → ${port}`)),
    )
    .sort();

/** Whether a peer of a policy is some pods. `home`: the policy's own namespace. */
function isPeer({ podSelector, namespaceSelector }: NetworkPolicyPeer, of: Pods, home: string): boolean {
  const namespace = namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] ?? home;
  const labels = of.template.metadata!.labels!;
  return (
    namespace === of.namespace && Object.entries(podSelector?.matchLabels ?? {}).every(([k, v]) => labels[k] === v)
  );
}

/** Whether the policies let a pod call another one at a port: both must. */
function isAllowed(from: Pods, to: Pods, port: string): boolean {
  const ends = (app: string) => named(objects, "NetworkPolicy", app);
  const goes = ends(from.app).spec!.egress!.some(
    ({ to: peers, ports }) => !ports && peers!.some((peer) => !peer.ipBlock && isPeer(peer, to, from.namespace)),
  );
  const comes = ends(to.app).spec!.ingress!.some(
    ({ from: peers, ports }) =>
      ports!.some((each) => each.port === port) && (!peers || peers.some((peer) => isPeer(peer, from, to.namespace))),
  );
  return goes && comes;
}

describe("who may call", () => {
  const users = [
    "gitserver",
    "precise-code-intel-worker",
    "searcher",
    "sourcegraph-frontend",
    "syntactic-code-intel",
    "worker",
  ];
  for (const [app, callers] of [
    ["pgsql", [...users.map((user) => `${user} → pgsql`), "migrator → pgsql", "prometheus → pgsql-exporter"]],
    [
      "codeinsights-db",
      [
        ...["migrator", "sourcegraph-frontend", "worker"].map((user) => `${user} → codeinsights-db`),
        "prometheus → pgsql-exporter",
      ],
    ],
    ["redis-cache", ["prometheus → redisexp", "sourcegraph-frontend → redis", "worker → redis"]],
    [
      "blobstore",
      ["precise-code-intel-worker", "sourcegraph-frontend", "syntactic-code-intel", "worker"].map(
        (user) => `${user} → blobstore`,
      ),
    ],
    [
      "gitserver",
      [
        ...[
          "indexed-search",
          "precise-code-intel-worker",
          "searcher",
          "sourcegraph-frontend",
          "syntactic-code-intel",
          "worker",
        ].map((user) => `${user} → rpc`),
        "prometheus → debug",
        "sourcegraph-frontend → debug",
      ],
    ],
    [
      "indexed-search",
      [
        "prometheus → http",
        "prometheus → index-http",
        ...["sourcegraph-frontend", "worker"].flatMap((user) => [`${user} → http`, `${user} → index-http`]),
        // Once as its caller, once as who shows to administrators what is inside.
        "sourcegraph-frontend → http",
        "sourcegraph-frontend → index-http",
      ],
    ],
    [
      "sourcegraph-frontend",
      [
        "anybody → http",
        ...[
          "gitserver",
          "indexed-search",
          "precise-code-intel-worker",
          "prometheus",
          "searcher",
          "sourcegraph-frontend",
          "syntactic-code-intel",
          "worker",
        ].flatMap((user) => [`${user} → http`, `${user} → http-internal`]),
        "prometheus → debug",
        "sourcegraph-frontend → debug",
      ],
    ],
    ["prometheus", ["grafana → http", "sourcegraph-frontend → http"]],
    ["grafana", ["sourcegraph-frontend → http"]],
    ["worker", ["prometheus → debug", "prometheus → prom", "sourcegraph-frontend → debug"]],
    ["node-exporter", ["sourcegraph/prometheus → metrics"]],
    ["migrator", []],
  ] as [string, string[]][]) {
    it(app, () => assert.deepEqual(callersOf(app), callers.sort()));
  }

  it("is said of every pod, which otherwise anybody could call", () => {
    assert.deepEqual(
      ofKind(objects, "NetworkPolicy").map(({ metadata, spec }) => [
        `${metadata.namespace}/${metadata.name}`,
        spec!.podSelector,
        spec!.policyTypes,
      ]),
      pods.map(({ app, namespace }) => [`${namespace}/${app}`, { matchLabels: { app } }, ["Ingress", "Egress"]]),
    );
  });
});

describe("whom a service may call", () => {
  const names = {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchExpressions: [{ key: "k8s-app", operator: "In", values: ["kube-dns", "node-local-dns"] }] },
      },
      { ipBlock: { cidr: "169.254.20.10/32" } },
      { ipBlock: { cidr: "169.254.169.254/32" } },
    ],
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  };
  const within = { to: [{ podSelector: { matchLabels: { deploy: "sourcegraph" } } }] };
  const anywhere = { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }] };
  const egressOf = (app: string) => named(objects, "NetworkPolicy", app).spec!.egress;

  it("is who answers for names, and the installation", () => {
    assert.deepEqual(egressOf("pgsql"), [names, within]);
    assert.deepEqual(egressOf("migrator"), [names, within]);
  });

  it("is anywhere but the node, where the model says why", () => {
    assert.deepEqual(egressOf("gitserver"), [names, within, anywhere]);
    const free = ofKind(objects, "NetworkPolicy").flatMap(({ metadata, spec }) =>
      spec!.egress!.some((rule) => JSON.stringify(rule) === JSON.stringify(anywhere)) ? [metadata.name] : [],
    );
    assert.deepEqual(free, ["sourcegraph-frontend", "gitserver", "worker", "prometheus", "otel-collector"]);
  });

  it("is nothing of the node's but names: its metadata is at an address that some clusters' names are asked at", () => {
    for (const { metadata, spec } of ofKind(objects, "NetworkPolicy")) {
      for (const { to, ports } of spec!.egress!) {
        const addresses = to!.flatMap(({ ipBlock }) => ipBlock ?? []);
        const isNames = JSON.stringify(ports) === JSON.stringify(names.ports);
        for (const { cidr, except = [] } of addresses) {
          assert.ok(isNames || except.includes("169.254.0.0/16"), `${metadata.name}: ${cidr}`);
        }
      }
    }
  });

  it("is nobody at an address of IPv6", () =>
    assert.ok(!JSON.stringify(ofKind(objects, "NetworkPolicy")).includes("::")));

  it("is what reads the nodes as well, for Prometheus alone", () => {
    const nodes = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "sourcegraph-node" } } };
    assert.deepEqual(egressOf("prometheus"), [names, { to: [...within.to, nodes] }, anywhere]);
    const others = ofKind(objects, "NetworkPolicy").filter(({ spec }) =>
      JSON.stringify(spec!.egress).includes("sourcegraph-node"),
    );
    assert.deepEqual(
      others.map(({ metadata }) => metadata.name),
      ["prometheus"],
    );
  });

  it("is nobody for what reads the nodes", () => assert.deepEqual(egressOf("node-exporter"), []));
});

/** Everything that a container's variables speak of, as the pods and the port that it leads to. */
function addressed(text: string, all: readonly Manifest[]): { to: Pods; port: string }[] {
  const found: { to: Pods; port: string }[] = [];
  for (const [, host, number] of text.matchAll(/([a-z][a-z0-9.-]*):(\d+)\b/g)) {
    if (host === "localhost") continue;
    const name = host!.split(".").at(-1)!;
    const { spec } = named(all, "Service", name);
    const to = pods.find(({ app }) => app === spec!.selector!.app)!;
    const isPod = host!.includes(".");
    // A pod's own name leads to its ports, a Service's to the Service's.
    const port = isPod
      ? to.containers.flatMap(({ ports = [] }) => ports).find((each) => each.containerPort === Number(number))?.name
      : (spec!.ports!.find((each) => each.port === Number(number))?.targetPort as string | undefined);
    assert.ok(port, `${text}: nothing answers at ${host}:${number}`);
    found.push({ to, port });
  }
  return found;
}

describe("the addresses in variables", () => {
  it("all lead somewhere, and network policies let them", () => {
    let calls = 0;
    for (const from of pods) {
      for (const container of from.containers) {
        for (const [name, value] of Object.entries(variablesOf(container))) {
          for (const { to, port } of addressed(value, objects)) {
            calls++;
            assert.ok(isAllowed(from, to, port), `${from.app}: ${name} leads to ${port} of ${to.app}`);
          }
        }
      }
    }
    assert.ok(calls > 40);
  });

  it("and those of databases, which are in two variables, too", () => {
    for (const from of pods) {
      for (const container of from.containers) {
        const variables = variablesOf(container);
        for (const [name, host] of Object.entries(variables).filter(([each]) => each.endsWith("PGHOST"))) {
          const port = variables[name.replace("PGHOST", "PGPORT")];
          const [call] = addressed(`${host}:${port}`, objects);
          assert.ok(isAllowed(from, call!.to, call!.port), `${from.app}: ${name}`);
        }
      }
    }
  });

  it("are the only ones: a service that nobody speaks of can't be called by others", () => {
    const find = (app: string) => pods.find((each) => each.app === app)!;
    assert.ok(!isAllowed(find("grafana"), find("pgsql"), "pgsql"));
    assert.ok(!isAllowed(find("indexed-search"), find("redis-store"), "redis"));
    assert.ok(!isAllowed(find("worker"), find("pgsql"), "pgsql-exporter"));
    assert.ok(!isAllowed(find("gitserver"), find("searcher"), "debug"));
    assert.ok(!isAllowed(find("sourcegraph-frontend"), find("node-exporter"), "metrics"));
    assert.ok(isAllowed(find("prometheus"), find("node-exporter"), "metrics"));
  });
});

describe("when nodes are drained", () => {
  it("one pod at a time of what keeps running may be taken, and what ends or is on every node doesn't count", () => {
    const kept = [...ofKind(objects, "Deployment"), ...ofKind(objects, "StatefulSet")].map(
      ({ metadata }) => metadata.name,
    );
    const budgets = ofKind(objects, "PodDisruptionBudget");
    assert.deepEqual(budgets.map(({ metadata }) => metadata.name).sort(), kept.sort());
    for (const { metadata, spec } of budgets) {
      assert.deepEqual(spec, { maxUnavailable: 1, selector: { matchLabels: { app: metadata.name } } });
    }
  });

  it("replicas are on different nodes and in different zones, as far as there is room", () => {
    const spread = podsOf(objects).flatMap(({ app, template }) =>
      template.spec!.topologySpreadConstraints ? [[app, template.spec!.topologySpreadConstraints]] : [],
    );
    const constraints = (app: string) =>
      ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { app } },
      }));
    assert.deepEqual(
      spread,
      scalableServices().map((app) => [app, constraints(app)]),
    );
  });

  it("a second replica changes nothing of the first", () => {
    for (const service of scalableServices()) {
      const templateOf = (count: number) => {
        const all = objectsOf(newest({ replicas: { [service]: count } }));
        return podsOf(all).find(({ app }) => app === service)!.template;
      };
      assert.deepEqual(templateOf(1), templateOf(2), service);
    }
  });
});
