import assert from "node:assert/strict";
import { type DeploymentOptions, serviceNamed } from "../../sourcegraph/deployment.ts";
import { decimalDisk, disk } from "../../sourcegraph/model/quantity.ts";
import type { Service } from "../../sourcegraph/model/service.ts";
import { type Claim, claim, claimPerReplica } from "../../sourcegraph/model/volume.ts";
import { claimNames, claimsOf, claimTemplatesOf } from "../../sourcegraph/targets/kubernetes/claims.ts";
import { composeFileOf, containerNamed, named, newest, objectsOf, ofKind, podsOf } from "../support/sourcegraph.ts";

const claimIn = (service: Service): Claim =>
  Object.values(service.volumes ?? {}).find((volume) => volume.kind === "claim") as Claim;

describe("the claims of an installation", () => {
  const objects = objectsOf(newest());

  it("are those that exist: names and sizes can't be changed", () => {
    assert.deepEqual(
      ofKind(objects, "PersistentVolumeClaim").map(({ metadata, spec }) => [
        metadata.name,
        spec!.resources!.requests!.storage,
      ]),
      [
        ["pgsql", "200Gi"],
        ["codeintel-db", "200Gi"],
        ["codeinsights-db", "200Gi"],
        ["redis-cache", "100Gi"],
        ["redis-store", "100Gi"],
        ["blobstore", "100Gi"],
        ["prometheus", "200Gi"],
      ],
    );
  });

  it("are of each replica where each has its own data", () => {
    const templates = ofKind(objects, "StatefulSet").flatMap(({ metadata, spec }) =>
      (spec!.volumeClaimTemplates ?? []).map((template) => [metadata.name, template.metadata!.name, template.spec]),
    );
    const spec = (storage: string) => ({ accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } });
    assert.deepEqual(templates, [
      ["gitserver", "repos", spec("200Gi")],
      ["indexed-search", "data", spec("200Gi")],
      ["searcher", "cache", spec("30G")],
      ["grafana", "grafana-data", spec("2Gi")],
    ]);
  });

  it("are of the class that was asked for, and otherwise of the cluster's", () => {
    const classes = (options: DeploymentOptions) => {
      const made = objectsOf(newest(options));
      const claims = ofKind(made, "PersistentVolumeClaim").map(({ spec }) => spec!.storageClassName);
      const templates = ofKind(made, "StatefulSet").flatMap(({ spec }) =>
        (spec!.volumeClaimTemplates ?? []).map((template) => template.spec!.storageClassName),
      );
      return [...new Set([...claims, ...templates])];
    };
    assert.deepEqual(classes({}), [undefined]);
    assert.deepEqual(classes({ storageClass: "premium-rwo" }), ["premium-rwo"]);
  });

  it("don't have the label by which kubectl prunes, and tell other tools to leave them", () => {
    for (const { metadata } of ofKind(objects, "PersistentVolumeClaim")) {
      assert.deepEqual(metadata.labels, { app: metadata.name, "app.kubernetes.io/component": metadata.name });
      assert.deepEqual(metadata.annotations, {
        "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
        "helm.sh/resource-policy": "keep",
        "kustomize.toolkit.fluxcd.io/prune": "disabled",
      });
    }
    for (const { metadata: set, spec } of ofKind(objects, "StatefulSet")) {
      for (const { metadata } of spec!.volumeClaimTemplates ?? []) {
        // Its template has always had it, and can't be changed. kubectl prunes only what it applied itself.
        const expected = set.name === "indexed-search" ? { deploy: "sourcegraph" } : undefined;
        assert.deepEqual(metadata!.labels, expected);
      }
      // The controller gives claims the labels of its selector.
      assert.ok(!("deploy" in spec!.selector.matchLabels!));
    }
    const others = objects.filter(({ kind }) => kind !== "PersistentVolumeClaim");
    for (const { kind, metadata } of others)
      assert.equal(metadata.labels?.deploy, "sourcegraph", `${kind} ${metadata.name}`);
  });

  it("are mounted by one kind of pod each, which comes after the other at an update", () => {
    const users = podsOf(objects).flatMap(({ owner, template }) =>
      (template.spec!.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
        persistentVolumeClaim ? [[persistentVolumeClaim.claimName, owner]] : [],
      ),
    );
    assert.deepEqual(users, [
      ["pgsql", "StatefulSet pgsql"],
      ["codeintel-db", "StatefulSet codeintel-db"],
      ["codeinsights-db", "StatefulSet codeinsights-db"],
      ["redis-cache", "Deployment redis-cache"],
      ["redis-store", "Deployment redis-store"],
      ["blobstore", "Deployment blobstore"],
      ["prometheus", "Deployment prometheus"],
    ]);
    for (const name of ["redis-cache", "redis-store", "blobstore", "prometheus"]) {
      const { spec } = named(objects, "Deployment", name);
      assert.deepEqual([spec!.strategy, spec!.replicas], [{ type: "Recreate" }, 1], name);
    }
  });
});

describe("the identity of a claim", () => {
  const deployments = { kind: "deployment", update: "apart" } as const;

  it("is its own: the kind of the workload is no part of it", () => {
    const pgsql = serviceNamed(newest(), "pgsql");
    const other: Service = { ...pgsql, workload: deployments };
    assert.equal(pgsql.workload.kind, "statefulset");
    assert.deepEqual(claimNames(pgsql, claimIn(pgsql), 1), ["pgsql"]);
    assert.deepEqual(claimsOf(newest(), other), claimsOf(newest(), pgsql));
    assert.equal(claimsOf(newest(), other).length, 1);
  });

  it("is what a StatefulSet calls it, where each replica has one, even under another kind of workload", () => {
    const gitserver = serviceNamed(newest(), "gitserver");
    assert.deepEqual(claimNames(gitserver, claimIn(gitserver), 3), [
      "repos-gitserver-0",
      "repos-gitserver-1",
      "repos-gitserver-2",
    ]);
    assert.deepEqual(claimsOf(newest(), gitserver), []);
    assert.equal(claimTemplatesOf(newest(), gitserver).length, 1);
    const [made, ...more] = claimsOf(newest(), { ...gitserver, workload: deployments });
    assert.equal(made!.metadata.name, "repos-gitserver-0");
    assert.deepEqual(more, []);
  });

  it("is in Compose what exists there", () => {
    const replicas = { gitserver: 2, "indexed-search": 2, searcher: 2, worker: 2 };
    assert.deepEqual(Object.keys(composeFileOf(newest({ replicas })).volumes), [
      "pgsql",
      "codeintel-db",
      "codeinsights-db",
      "redis-cache",
      "redis-store",
      "blobstore",
      "gitserver-0",
      "gitserver-1",
      "zoekt-0-shared",
      "zoekt-1-shared",
      "searcher-0",
      "searcher-1",
      "prometheus-v2",
      "grafana",
      "caddy",
    ]);
    assert.equal(composeFileOf(newest()).name, "docker-compose");
  });

  it("is its name in Compose too, where nothing else was said", () => {
    assert.equal(claim("data", disk(1)).compose(0), "data");
    assert.equal(claim("data", disk(1), "data-v2").compose(0), "data-v2");
    assert.equal(claimPerReplica("data", decimalDisk(1), (ordinal) => `data-${ordinal}`).compose(3), "data-3");
  });
});

describe("the cache of a searcher", () => {
  it("is in a folder with the pod's name in Kubernetes, and at the root of the volume in Compose: where it is already", () => {
    const { env } = containerNamed(objectsOf(newest()), "searcher", "searcher");
    const variable = (name: string) => env!.find((each) => each.name === name);
    assert.deepEqual(variable("POD_NAME"), {
      name: "POD_NAME",
      valueFrom: { fieldRef: { fieldPath: "metadata.name" } },
    });
    assert.equal(variable("CACHE_DIR")!.value, "/mnt/cache/$(POD_NAME)");
    const { environment } = composeFileOf(newest()).services["searcher-0"]!;
    assert.equal(environment!.CACHE_DIR, "/mnt/cache");
  });

  it("may grow to five sixths of its volume", () => {
    const { env } = containerNamed(objectsOf(newest()), "searcher", "searcher");
    assert.equal(env!.find(({ name }) => name === "SEARCHER_CACHE_SIZE_MB")!.value, "25000");
  });
});

describe("the checksums of pods", () => {
  /** What pods carry, and the files that they read, by the name of the configuration. */
  function configurations(options: DeploymentOptions) {
    const objects = objectsOf(newest(options));
    return podsOf(objects).flatMap(({ app, template }) =>
      (template.spec!.volumes ?? []).flatMap(({ configMap }) => {
        if (!configMap) return [];
        const checksum = template.metadata!.annotations?.[`checksum/${configMap.name}`];
        return [{ app, name: configMap.name!, checksum, data: named(objects, "ConfigMap", configMap.name!).data! }];
      }),
    );
  }

  const asked: DeploymentOptions[] = [
    {},
    { size: "xs" },
    { size: "m" },
    { size: "xl" },
    { replicas: { gitserver: 3, worker: 2 } },
    { domain: "sourcegraph.example.com" },
    { storageClass: "premium-rwo", registry: "registry.example.com/mirror" },
    { namespace: "other" },
  ];

  it("are there for every configuration that is read", () => {
    const names = configurations({}).map(({ app, name, checksum }) => {
      assert.match(checksum!, /^[0-9a-f]{16}$/);
      return [app, name];
    });
    assert.deepEqual(names, [
      ["pgsql", "pgsql-conf"],
      ["codeintel-db", "codeintel-db-conf"],
      ["codeinsights-db", "codeinsights-db-conf"],
      ["prometheus", "prometheus"],
      ["grafana", "grafana"],
    ]);
  });

  it("change exactly when what is read does", () => {
    const all = asked.map(configurations);
    let [changed, same] = [0, 0];
    for (const one of all) {
      for (const other of all) {
        for (const [index, { name, checksum, data }] of one.entries()) {
          const { checksum: checksumThen, data: dataThen } = other[index]!;
          const isSame = JSON.stringify(data) === JSON.stringify(dataThen);
          assert.equal(checksum === checksumThen, isSame, name);
          if (isSame) same++;
          else changed++;
        }
      }
    }
    // The comparison is worth something: among these installations some files differ, and most don't.
    assert.ok(changed > 0 && same > changed);
  });

  it("don't change with replicas, which Prometheus looks up", () => {
    assert.deepEqual(configurations({ replicas: { gitserver: 3, searcher: 2 } }), configurations({}));
  });
});
