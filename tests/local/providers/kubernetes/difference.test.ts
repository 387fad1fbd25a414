import assert from "node:assert/strict";
import { type Properties, unknownValue } from "../../../../local/providers/grpc/values.ts";
import { difference } from "../../../../local/providers/kubernetes/objects/difference.ts";
import { writePath } from "../../../../local/providers/kubernetes/objects/paths.ts";
import { deletesFirst, replacing } from "../../../../local/providers/kubernetes/objects/replacement.ts";

const immutable = { configMaps: false, secrets: false };

/** What differs, as kind and path; `!` before what needs a new object. */
function compare(before: Properties, after: Properties, mutability = immutable): string[] {
  const changes = difference(before, after);
  const replaced = replacing(changes, after, mutability);
  return changes.map((change) => `${replaced.includes(change) ? "!" : ""}${change.kind} ${writePath(change.path)}`);
}

describe("local kubernetes provider: differences", () => {
  it("finds nothing in what is the same", () => {
    const object = { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "a" }], nothing: [] } };
    assert.deepEqual(compare(object, structuredClone(object)), []);
  });

  it("names each place that is added, changed or removed", () => {
    const before = { metadata: { labels: { a: "1", b: "2" } }, spec: { list: [1, 2, 3], deep: { x: 1 } } };
    const after = {
      metadata: { labels: { a: "1", "c.io/d": "3" } },
      spec: { list: [1, 5], deep: { x: "1" }, more: true },
    };
    assert.deepEqual(compare(before, after), [
      "delete metadata.labels.b",
      'add metadata.labels["c.io/d"]',
      "update spec.list[1]",
      "delete spec.list[2]",
      "update spec.deep.x",
      "add spec.more",
    ]);
  });

  it("counts what isn't known yet as a change", () => {
    assert.deepEqual(compare({ data: { a: "1" } }, { data: unknownValue }), ["update data"]);
    assert.deepEqual(compare({}, { data: unknownValue }), ["add data"]);
  });

  it("takes two spellings of a quantity for the same", () => {
    const limits = (cpu: unknown) => ({ spec: { containers: [{ resources: { limits: { cpu } } }] } });
    assert.deepEqual(compare(limits("1000m"), limits(1)), []);
    assert.deepEqual(compare(limits("1000m"), limits(2)), ["update spec.containers[0].resources.limits.cpu"]);
  });
});

describe("local kubernetes provider: what needs a new object", () => {
  const cases: [type: string, before: Properties, after: Properties, expected: string[]][] = [
    [
      "apps/v1 Deployment",
      { spec: { selector: { matchLabels: { a: "1" } }, replicas: 1 } },
      { spec: { selector: { matchLabels: { a: "2" } }, replicas: 2 } },
      ["!update spec.selector.matchLabels.a", "update spec.replicas"],
    ],
    [
      "apps/v1 StatefulSet",
      { spec: { serviceName: "a", replicas: 1 } },
      { spec: { serviceName: "b", replicas: 1, volumeClaimTemplates: [{}], podManagementPolicy: "Parallel" } },
      ["!update spec.serviceName", "!add spec.volumeClaimTemplates", "!add spec.podManagementPolicy"],
    ],
    [
      "apps/v1 StatefulSet",
      { spec: { updateStrategy: { type: "OnDelete" }, template: { a: 1 } } },
      { spec: { updateStrategy: { type: "RollingUpdate" }, template: { a: 2 } } },
      ["update spec.updateStrategy.type", "update spec.template.a"],
    ],
    ["apps/v1 DaemonSet", { spec: { selector: { a: 1 } } }, { spec: {} }, ["!delete spec.selector"]],
    [
      "batch/v1 Job",
      { spec: { template: { spec: { containers: [{ image: "a" }] } }, ttlSecondsAfterFinished: 1 } },
      { spec: { template: { spec: { containers: [{ image: "b" }] } }, ttlSecondsAfterFinished: 2 } },
      ["!update spec.template.spec.containers[0].image", "update spec.ttlSecondsAfterFinished"],
    ],
    [
      "v1 Pod",
      { spec: { containers: [{ name: "a", image: "a" }], activeDeadlineSeconds: 1 } },
      { spec: { containers: [{ name: "b", image: "b" }], activeDeadlineSeconds: 2 } },
      ["update spec.containers[0].name", "!update spec.containers[0].image", "update spec.activeDeadlineSeconds"],
    ],
    [
      "v1 PersistentVolumeClaim",
      { spec: { storageClassName: "a", resources: { requests: { storage: "1Gi" } } } },
      { spec: { storageClassName: "b", resources: { requests: { storage: "2Gi" } } } },
      ["!update spec.storageClassName", "update spec.resources.requests.storage"],
    ],
    ["v1 Service", { spec: { clusterIP: "None" } }, { spec: {} }, ["!delete spec.clusterIP"]],
    ["v1 Service", { spec: { type: "ClusterIP" } }, { spec: { type: "NodePort" } }, ["update spec.type"]],
    ["v1 ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }, ["!update data.a"]],
    ["v1 ConfigMap", { data: { a: "1" } }, { binaryData: { a: "2" } }, ["!delete data", "!add binaryData"]],
    ["v1 Secret", { stringData: { a: "1" } }, { stringData: { a: "2" } }, ["!update stringData.a"]],
    ["v1 Secret", { type: "Opaque" }, { type: "kubernetes.io/tls" }, ["!update type"]],
    [
      "rbac.authorization.k8s.io/v1 RoleBinding",
      { roleRef: { name: "a" }, subjects: [] },
      { roleRef: { name: "b" }, subjects: [{}] },
      ["!update roleRef.name", "add subjects[0]"],
    ],
    [
      "storage.k8s.io/v1 StorageClass",
      { parameters: { type: "a" }, reclaimPolicy: "Delete" },
      { parameters: { type: "b" }, reclaimPolicy: "Retain" },
      ["!update parameters.type", "update reclaimPolicy"],
    ],
    [
      "v1 PersistentVolume",
      { spec: { csi: { driver: "a" } } },
      { spec: { csi: { driver: "b" } } },
      ["!update spec.csi.driver"],
    ],
    ["v1 ResourceQuota", { spec: { scopes: ["a"] } }, { spec: { scopes: ["b"] } }, ["!update spec.scopes[0]"]],
    ["example.com/v1 Job", { spec: { template: 1 } }, { spec: { template: 2 } }, ["update spec.template"]],
    ["v1 Service", { metadata: { name: "a" } }, { metadata: { name: "b" } }, ["!update metadata.name"]],
    [
      "v1 Service",
      { metadata: { namespace: "a", labels: {} } },
      { metadata: { namespace: unknownValue, labels: { a: "b" } } },
      ["!update metadata.namespace", "add metadata.labels.a"],
    ],
  ];
  for (const [type, before, after, expected] of cases) {
    it(`${type}: ${expected.join(", ")}`, () => {
      const [apiVersion, kind] = type.split(" ");
      const typed = { apiVersion, kind };
      assert.deepEqual(compare({ ...typed, ...before }, { ...typed, ...after }), expected);
    });
  }

  it("sees what is fixed inside of something that is added or removed as a whole", () => {
    const service = { apiVersion: "v1", kind: "Service" };
    assert.deepEqual(compare(service, { ...service, spec: { clusterIP: "None" } }), ["!add spec"]);
    assert.deepEqual(compare(service, { ...service, spec: { type: "NodePort" } }), ["add spec"]);
    const pod = { apiVersion: "v1", kind: "Pod" };
    assert.deepEqual(compare({ ...pod, spec: { containers: [{ image: "a" }] } }, pod), ["!delete spec"]);
  });

  it("changes data in place where the configuration says so and the object doesn't say otherwise", () => {
    const map = (data: string, immutable = false) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      data: { data },
      immutable,
    });
    const secret = (data: string) => ({ apiVersion: "v1", kind: "Secret", data: { data } });
    assert.deepEqual(compare(map("1"), map("2"), { configMaps: true, secrets: false }), ["update data.data"]);
    assert.deepEqual(compare(map("1", true), map("2", true), { configMaps: true, secrets: true }), [
      "!update data.data",
    ]);
    assert.deepEqual(compare(secret("1"), secret("2"), { configMaps: false, secrets: true }), ["update data.data"]);
    assert.deepEqual(compare(secret("1"), secret("2"), { configMaps: true, secrets: false }), ["!update data.data"]);
  });

  it("deletes first only what keeps a name that was given, in its place", () => {
    const live = { metadata: { name: "web", namespace: "team" } };
    const inputs = (metadata: object) => ({ metadata: { name: "web", namespace: "team", ...metadata } });
    assert.ok(deletesFirst(inputs({}), live));
    assert.ok(!deletesFirst(inputs({ name: "other" }), live));
    assert.ok(!deletesFirst(inputs({ namespace: "other" }), live));
    assert.ok(!deletesFirst(inputs({ annotations: { "pulumi.com/autonamed": "true" } }), live));
    assert.ok(!deletesFirst({ metadata: {} }, live));
  });
});
