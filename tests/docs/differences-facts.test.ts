import assert from "node:assert/strict";
import type { PodSpec } from "kubernetes-types/core/v1.js";
import { composeFacts } from "../../docs/differences/compose.ts";
import { argumentsByName, containerFacts, lookedInto } from "../../docs/differences/container.ts";
import { flatten, type Tree } from "../../docs/differences/facts.ts";
import { kubernetesFacts } from "../../docs/differences/kubernetes.ts";
import { postgresFacts } from "../../docs/differences/postgres.ts";
import { deployment } from "../../sourcegraph/deployment.ts";

/** The value at a path, in any size. */
const at = (tree: Tree | undefined, path: string): string | undefined => flatten(tree!).get(path)?.s;

describe("what is known of a container", () => {
  const pod: PodSpec = {
    securityContext: { runAsUser: 100, runAsGroup: 101 },
    containers: [
      {
        name: "program",
        image: "program:1",
        args: ["run", "--config", "file", "--quick=yes"],
        ports: [{ name: "debug", containerPort: 6060 }],
        env: [
          { name: "PLAIN", value: "a" },
          { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "auth", key: "password" } } },
          { name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
        ],
        livenessProbe: { httpGet: { path: "/healthz", port: "debug" } },
        volumeMounts: [
          { name: "conf", mountPath: "/conf", readOnly: true },
          { name: "data", mountPath: "/data" },
        ],
      },
    ],
    volumes: [{ name: "conf", configMap: { name: "program-conf", defaultMode: 0o444 } }],
  };
  const facts = containerFacts(pod, ["data"], pod.containers[0]!);

  for (const [path, value] of [
    ["image", "program:1"],
    ["args › run", "yes"],
    ["args › --config", "file"],
    ["args › --quick", "yes"],
    ["ports › debug", "6060"],
    ["env › PLAIN", "a"],
    ["env › PASSWORD", "(Secret auth, password)"],
    ["env › HOST", "(field status.hostIP)"],
    ["mounts › /conf › volume", "ConfigMap program-conf"],
    ["mounts › /conf › mode", "0444"],
    ["mounts › /conf › read only", "yes"],
    ["mounts › /data › volume", "claim template data"],
    // Ports by number, and what the cluster takes for what is left out.
    ["liveness › check", "GET /healthz at 6060"],
    ["liveness › delay", "0s"],
    ["liveness › period", "10s"],
    ["liveness › timeout", "1s"],
    ["liveness › failures", "3"],
    ["termination message", "File"],
    ["security › privilege escalation", "yes"],
    // What the container doesn't say, the pod does.
    ["user", "100"],
    ["group", "101"],
  ] as const) {
    it(`says ${value} for ${path}`, () => assert.equal(at(facts, path), value));
  }

  it("leaves out what it doesn't have", () => {
    const paths = [...flatten(facts).keys()];
    assert.deepEqual(
      paths.filter((path) => /^(readiness|startup|command|env from|limits)/.test(path)),
      [],
    );
  });
});

describe("parts of facts", () => {
  it("take arguments by name, in either form", () => {
    assert.deepEqual(argumentsByName(["up", "--a=b=c", "--d", "e", "--f", "--g=h"]), {
      up: "yes",
      "--a": "b=c",
      "--d": "e",
      "--f": "yes",
      "--g": "h",
    });
  });

  it("take a list of what administrators look into by its names", () => {
    assert.deepEqual(
      lookedInto('[{"name":"zoekt","host":"z:6070","defaultPath":"/debug/"},{"name":"worker","host":"w:6060"}]'),
      {
        zoekt: { host: "z:6070", path: "/debug/" },
        worker: { host: "w:6060" },
      },
    );
    assert.equal(lookedInto("http://worker:6060"), "http://worker:6060");
  });

  it("take the settings of postgresql.conf, without comments and quotation marks", () => {
    assert.deepEqual(
      postgresFacts("# max_wal_size = 1GB\nshared_buffers = 1GB\ntimezone = 'Etc/UTC'\nlibraries = ''\n"),
      {
        shared_buffers: "1GB",
        timezone: "Etc/UTC",
        libraries: "",
      },
    );
  });
});

describe("what is known of the model's objects", () => {
  const services = kubernetesFacts(deployment("7.2.1943", { size: "xl", namespace: "search" }));

  for (const [service, path, value] of [
    ["gitserver", "workload", "StatefulSet gitserver"],
    ["gitserver", "replicas", "2"],
    ["gitserver", "namespace", "everyone's"],
    ["gitserver", "claim template repos › size", "200Gi"],
    ["gitserver", "Service gitserver › address", "each pod's"],
    ["gitserver", "Service gitserver › ports › 3178 › target", "3178"],
    ["gitserver", "kept apart", "hostname, zone"],
    ["pgsql", "claim pgsql › size", "200Gi"],
    ["pgsql", "Service pgsql › address", "one for all"],
    ["pgsql", "Service pgsql › scraped at", "9187"],
    ["pgsql", "postgresql.conf › timezone", "Etc/UTC"],
    ["pgsql", "container pgsql › mounts › /dev/shm › volume", "memory"],
    ["sourcegraph-frontend", "surge", "1"],
    ["sourcegraph-frontend", "Ingress sourcegraph-frontend › backend", "sourcegraph-frontend:30080"],
    ["grafana", "data sources", "Prometheus"],
    ["migrator", "retries", "6"],
    ["migrator", "not counted as retries", "DisruptionTarget"],
    ["migrator", "restart", "Never"],
    ["node-exporter", "namespace", "one for what reads nodes"],
    ["node-exporter", "replicas", "one on each node"],
    ["node-exporter", "container node-exporter › mounts › /host/root › volume", "the node's /"],
    ["prometheus", "account", "prometheus"],
    ["prometheus", "Role prometheus, for nodes › installed", "always"],
    ["all objects", "labels › deploy", "sourcegraph"],
    ["all objects", "labels › app", "its own"],
    ["all objects", "Secret pgsql-auth", "yes"],
  ] as const) {
    it(`says ${value} for ${path} of ${service}`, () => assert.equal(at(services[service], path), value));
  }
});

describe("what is known of the model's Compose file", () => {
  const services = composeFacts(deployment("7.2.1943", { size: "s" }));

  for (const [service, path, value] of [
    ["pgsql", "memory", "6g"],
    ["pgsql", "shared memory", "1g"],
    ["pgsql", "grace", "120s"],
    ["pgsql", "volumes › /data › source", "volume pgsql"],
    ["pgsql", "volumes › /conf › source", "file ./pgsql-conf"],
    ["pgsql", "env › POSTGRES_PASSWORD", "(.env, PGSQL_AUTH_PASSWORD)"],
    ["pgsql", "postgresql.conf › shared_buffers", "1536MB"],
    ["grafana", "grace", "10s"],
    ["gitserver-0", "shared memory", "64m"],
    ["migrator", "restart", "on-failure"],
    ["migrator", "depends on › pgsql", "healthy"],
    ["sourcegraph-frontend-0", "depends on › migrator", "completed successfully"],
    ["sourcegraph-frontend-0", "env › SRC_PROF_SERVICES › zoekt-webserver-0 › path", "/debug/requests/"],
    ["caddy", "ports › 443 › target", "443"],
    ["cadvisor", "volumes › /sys › source", "the machine's /sys"],
    ["node-exporter", "pid", "host"],
    // A dollar sign is doubled in the file, and single in the container.
    ["node-exporter", "command › --collector.netdev.device-exclude", "^veth.*$"],
    ["the file", "project", "docker-compose"],
    ["the file", "volumes › zoekt-0-shared", "yes"],
  ] as const) {
    it(`says ${value} for ${path} of ${service}`, () => assert.equal(at(services[service], path), value));
  }
});
