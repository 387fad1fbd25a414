import assert from "node:assert/strict";
import type { ResourceTransformation } from "@pulumi/pulumi";
import { KubernetesInstallation } from "../../components/kubernetes-installation.ts";
import { deployment } from "../../sourcegraph/deployment.ts";
import { groupsOf } from "../../sourcegraph/targets/kubernetes/manifests.ts";
import { registered } from "../support/mocks.ts";

/** What the engine is asked to make: names by type, with the options that the mocks don't show. */
async function made(protectData: boolean) {
  const options = new Map<string, { protect: boolean; retainOnDelete: boolean; dependsOn: string[] }>();
  const remember: ResourceTransformation = ({ name, opts }) => {
    const dependsOn = ((opts as { dependsOn?: object[] }).dependsOn ?? []).map(
      (each) => (each as { __name: string }).__name,
    );
    options.set(name, { protect: opts.protect === true, retainOnDelete: opts.retainOnDelete === true, dependsOn });
    return undefined;
  };
  const resources = await registered(() => {
    new KubernetesInstallation(
      "sourcegraph",
      {
        deployment: deployment("7.2.1943", { size: "xs" }),
        door: { kind: "none" },
        secrets: { "pgsql-auth": { password: "secret" } },
        protectData,
      },
      { transformations: [remember] },
    );
  });
  return { resources, options };
}

describe("an installation in a cluster", () => {
  it("has a resource for every object, with the object as its inputs", async () => {
    const { resources } = await made(true);
    const objects = groupsOf(deployment("7.2.1943", { size: "xs" }), { kind: "none" }).flatMap(({ objects }) =>
      objects.map(({ manifest }) => `${manifest.kind} ${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}`),
    );
    const found = resources.map(({ inputs }) => {
      const { name, namespace = "" } = inputs.metadata as { name: string; namespace?: string };
      return `${inputs.kind} ${namespace}/${name}`;
    });
    assert.deepEqual(found.toSorted(), [...objects, "Secret sourcegraph/pgsql-auth"].toSorted());
  });

  it("gives every object a name of its own that no version is part of", async () => {
    const { resources } = await made(true);
    assert.equal(new Set(resources.map(({ name }) => name)).size, resources.length);
    assert.deepEqual(
      resources.filter(({ name }) => name.includes("7")).map(({ name }) => name),
      [],
    );
    assert.ok(resources.some(({ name }) => name === "sourcegraph-migrator-job"));
  });

  it("protects and keeps claims and the namespaces that hold them, where data is to be kept", async () => {
    const { options } = await made(true);
    const kept = [...options].filter(([, { protect }]) => protect).map(([name]) => name);
    assert.deepEqual(kept.toSorted(), [
      "sourcegraph-blobstore-persistentvolumeclaim",
      "sourcegraph-codeinsights-db-persistentvolumeclaim",
      "sourcegraph-codeintel-db-persistentvolumeclaim",
      "sourcegraph-pgsql-persistentvolumeclaim",
      "sourcegraph-prometheus-persistentvolumeclaim",
      "sourcegraph-redis-cache-persistentvolumeclaim",
      "sourcegraph-redis-store-persistentvolumeclaim",
      "sourcegraph-sourcegraph-namespace",
      "sourcegraph-sourcegraph-node-namespace",
    ]);
    for (const name of kept) assert.ok(options.get(name)!.retainOnDelete, name);
    const disposable = await made(false);
    assert.deepEqual(
      [...disposable.options].filter(([, { protect }]) => protect),
      [],
    );
  });

  it("starts databases before the migrations, and the frontend after them", async () => {
    const { options } = await made(true);
    const migrator = options.get("sourcegraph-migrator-job")!.dependsOn;
    for (const database of ["pgsql", "codeintel-db", "codeinsights-db"]) {
      assert.ok(migrator.includes(`sourcegraph-${database}-statefulset`), database);
    }
    assert.ok(
      options.get("sourcegraph-sourcegraph-frontend-deployment")!.dependsOn.includes("sourcegraph-migrator-job"),
    );
    assert.ok(!options.get("sourcegraph-worker-deployment")!.dependsOn.includes("sourcegraph-migrator-job"));
  });

  it("makes what pods need before the pods", async () => {
    const { options } = await made(true);
    const { dependsOn } = options.get("sourcegraph-pgsql-statefulset")!;
    assert.deepEqual(dependsOn.toSorted(), [
      "sourcegraph-pgsql-auth-secret",
      "sourcegraph-pgsql-conf-configmap",
      "sourcegraph-pgsql-networkpolicy",
      "sourcegraph-pgsql-persistentvolumeclaim",
      "sourcegraph-pgsql-poddisruptionbudget",
      "sourcegraph-pgsql-service",
    ]);
  });
});
