import assert from "node:assert/strict";
import { unknownValue } from "../../../../local/providers/grpc/values.ts";
import { propagationOf, timeoutOf } from "../../../../local/providers/kubernetes/objects/annotations.ts";
import { idOf, labelOf, nameInUrn, parseId, typeOf } from "../../../../local/providers/kubernetes/objects/identity.ts";
import { type Autonaming, named } from "../../../../local/providers/kubernetes/objects/names.ts";
import { readPath, valueAt, withValueAt, writePath } from "../../../../local/providers/kubernetes/objects/paths.ts";
import { sameQuantity } from "../../../../local/providers/kubernetes/objects/quantity.ts";
import { isBuiltIn, isNamespaced } from "../../../../local/providers/kubernetes/objects/scope.ts";
import {
  foreseen,
  forProgram,
  forServer,
  importedInputs,
  partsOf,
  stateOf,
} from "../../../../local/providers/kubernetes/objects/state.ts";

const urn = (token: string, name = "web") => `urn:pulumi:dev::project::my:Component$${token}::${name}`;

describe("local kubernetes provider: which object a resource is", () => {
  it("reads the type of a resource", () => {
    assert.deepEqual(typeOf(urn("kubernetes:apps/v1:Deployment")), {
      token: "kubernetes:apps/v1:Deployment",
      apiVersion: "apps/v1",
      kind: "Deployment",
    });
    assert.equal(typeOf(urn("kubernetes:core/v1:Service")).apiVersion, "v1");
    assert.equal(typeOf(urn("kubernetes:cert-manager.io/v1:Issuer")).apiVersion, "cert-manager.io/v1");
  });

  for (const token of [
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize/v2:Directory",
    "kubernetes:v1:Service",
    "kubernetes:a/b/c:Service",
  ]) {
    it(`names ${token} as something it doesn't know`, () => {
      const start = `${token} is not known to the local stand-in for the kubernetes provider`;
      assert.throws(
        () => typeOf(urn(token)),
        (error: Error) => error.message.startsWith(start),
      );
    });
  }

  it("takes the name of a resource as it is", () => {
    assert.equal(nameInUrn(urn("kubernetes:core/v1:Service", "a::b")), "a::b");
  });

  it("makes IDs and reads them", () => {
    const object = { kind: "Service", metadata: { namespace: "team", name: "web" } };
    assert.equal(idOf(object), "team/web");
    assert.equal(labelOf(object), "Service team/web");
    assert.equal(idOf({ metadata: { name: "team" } }), "team");
    assert.deepEqual(parseId("team/web"), { namespace: "team", name: "web" });
    assert.deepEqual(parseId("team"), { namespace: undefined, name: "team" });
    for (const id of ["", "a/b/c", "a/", "/a"]) {
      assert.throws(() => parseId(id), /is not an ID of an object: expected namespace\/name, or name/);
    }
  });

  it("knows what lives in no namespace without asking the cluster", () => {
    assert.equal(isNamespaced("v1", "Namespace"), false);
    assert.equal(isNamespaced("rbac.authorization.k8s.io/v1", "ClusterRole"), false);
    assert.equal(isNamespaced("v1", "Service"), true);
    assert.equal(isNamespaced("example.com/v1", "Namespace"), true);
    const builtIn = ["v1", "apps/v1", "networking.k8s.io/v1"];
    const custom = ["cloud.google.com/v1", "gateway.networking.k8s.io/v1", "snapshot.storage.k8s.io/v1"];
    assert.deepEqual([...builtIn, ...custom].filter(isBuiltIn), builtIn);
  });
});

describe("local kubernetes provider: names", () => {
  const seed = new Uint8Array([1, 2, 3]);
  const nameless = { kind: "ConfigMap", metadata: { labels: { a: "b" } } };

  it("makes up a name, the same for the same seed, and marks it", () => {
    const inputs = named(nameless, {}, "settings", seed);
    const { name } = inputs.metadata as { name: string };
    assert.match(name, /^settings-[0-9a-f]{8}$/);
    assert.deepEqual(inputs, {
      kind: "ConfigMap",
      metadata: { labels: { a: "b" }, name, annotations: { "pulumi.com/autonamed": "true" } },
    });
    assert.deepEqual(named(nameless, {}, "settings", seed), inputs);
    assert.notDeepEqual(named(nameless, {}, "settings", new Uint8Array([4])), inputs);
    assert.notDeepEqual(named(nameless, {}, "settings", new Uint8Array()), inputs);
  });

  it("keeps a name that was made up, but not one that was given", () => {
    const before = named(nameless, {}, "settings", seed);
    assert.deepEqual(named(nameless, before, "settings", new Uint8Array([4])), before);
    assert.deepEqual(named(nameless, { metadata: { name: "given" } }, "settings", seed), nameless);
  });

  it("leaves names alone that are given or not known yet", () => {
    for (const metadata of [{ name: "given" }, { name: unknownValue }, unknownValue]) {
      const inputs = { kind: "ConfigMap", metadata };
      assert.deepEqual(named(inputs, {}, "settings", seed), inputs);
    }
  });

  it("follows the stack's pulumi:autonaming", () => {
    const propose: Autonaming = { mode: "propose", proposed: "dev-settings" };
    assert.equal((named(nameless, {}, "settings", seed, propose).metadata as { name: string }).name, "dev-settings");
    const disable: Autonaming = { mode: "disable", proposed: "" };
    assert.throws(() => named(nameless, {}, "settings", seed, disable), /settings has no metadata.name/);
  });
});

describe("local kubernetes provider: annotations", () => {
  const object = (annotations: object) => ({ metadata: { annotations } });

  it("takes the time from the options, else the annotation, else the kind", () => {
    const annotated = object({ "pulumi.com/timeoutSeconds": "30" });
    assert.equal(timeoutOf(annotated, 5, 1000), 5000);
    assert.equal(timeoutOf(annotated, 0, 1000), 30_000);
    assert.equal(timeoutOf(object({ "pulumi.com/timeoutSeconds": "soon" }), 0, 1000), 1000);
    assert.equal(timeoutOf({}, 0, 1000), 1000);
  });

  it("deletes dependents first, unless told otherwise", () => {
    const policy = (value: string) => propagationOf(object({ "pulumi.com/deletionPropagationPolicy": value }));
    assert.deepEqual(["orphan", "Background", "foreground", "?"].map(policy), [
      "Orphan",
      "Background",
      "Foreground",
      "Foreground",
    ]);
    assert.equal(propagationOf({}), "Foreground");
  });
});

describe("local kubernetes provider: paths", () => {
  const paths: [string, (string | number)[]][] = [
    ["spec.ports[0].name", ["spec", "ports", 0, "name"]],
    ['metadata.annotations["pulumi.com/skipAwait"]', ["metadata", "annotations", "pulumi.com/skipAwait"]],
    ['data["a\\"b"]', ["data", 'a"b']],
  ];
  for (const [text, path] of paths) {
    it(`writes and reads ${text}`, () => {
      assert.equal(writePath(path), text);
      assert.deepEqual(readPath(text), path);
    });
  }

  it("reads other forms that people write, and refuses the rest", () => {
    assert.deepEqual(readPath(".spec['a.b'].containers[*].image"), ["spec", "a.b", "containers", "*", "image"]);
    assert.throws(() => readPath("spec[x]"), /spec\[x\] is not a path: it can't be read from "\[x\]" on/);
  });

  it("reads and changes values", () => {
    const object = { spec: { ports: [{ port: 80 }], type: "ClusterIP" } };
    assert.equal(valueAt(object, ["spec", "ports", 0, "port"]), 80);
    assert.equal(valueAt(object, ["spec", "ports", 1, "port"]), undefined);
    assert.deepEqual(withValueAt(object, ["spec", "ports", 0, "port"], 81), {
      spec: { ports: [{ port: 81 }], type: "ClusterIP" },
    });
    assert.deepEqual(withValueAt(object, ["spec", "type"], undefined), { spec: { ports: [{ port: 80 }] } });
    assert.deepEqual(withValueAt({}, ["a", "b"], 1), { a: { b: 1 } });
    assert.deepEqual(withValueAt({}, ["a", "b"], undefined), {});
    assert.deepEqual(object, { spec: { ports: [{ port: 80 }], type: "ClusterIP" } });
  });
});

describe("local kubernetes provider: quantities", () => {
  const limit = ["spec", "containers", 0, "resources", "limits", "cpu"];
  const same: [unknown, unknown][] = [
    ["1000m", "1"],
    [1, "1"],
    ["1024Mi", "1Gi"],
    ["1e3", "1k"],
    ["0.5", "500m"],
    ["2Ti", "2048Gi"],
  ];
  for (const [one, other] of same) {
    it(`${one} is ${other}`, () => assert.ok(sameQuantity(limit, one, other)));
  }
  const different: [unknown, unknown][] = [
    ["1", "2"],
    ["1G", "1Gi"],
    ["1", "one"],
    ["", "0"],
  ];
  for (const [one, other] of different) {
    it(`${JSON.stringify(one)} is not ${other}`, () => assert.ok(!sameQuantity(limit, one, other)));
  }

  it("only where there are quantities", () => {
    assert.ok(!sameQuantity(["data", "limits", "a"], "1000m", "1"));
    assert.ok(!sameQuantity(["spec", "template", "metadata", "labels", "a"], "1000m", "1"));
    assert.ok(sameQuantity(["spec", "volumes", 0, "emptyDir", "sizeLimit"], "1024Mi", "1Gi"));
  });
});

describe("local kubernetes provider: the state", () => {
  const live = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", uid: "1", resourceVersion: "5", managedFields: [] },
    data: { a: "b" },
  };

  it("holds the object, its inputs and its manager, and gives them back", () => {
    const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { a: "b" } };
    const state = stateOf(inputs, live, "pulumi-kubernetes-12345678");
    assert.deepEqual(state, {
      ...live,
      __inputs: inputs,
      __initialApiVersion: "v1",
      __fieldManager: "pulumi-kubernetes-12345678",
    });
    assert.deepEqual(partsOf(state), { inputs, live, manager: "pulumi-kubernetes-12345678" });
    assert.deepEqual(partsOf({}), { inputs: {}, live: {}, manager: undefined });
  });

  it("spells names in schemas as programs do", () => {
    const program = { spec: [{ x_kubernetes_preserve_unknown_fields: true, x_other: 1 }] };
    const server = { spec: [{ "x-kubernetes-preserve-unknown-fields": true, x_other: 1 }] };
    assert.deepEqual(forServer(program), server);
    assert.deepEqual(forProgram(server), program);
  });

  it("imports all but what only the server writes", () => {
    const annotations = { "deployment.kubernetes.io/revision": "3" };
    const status = { replicas: 1 };
    assert.deepEqual(importedInputs({ ...live, metadata: { ...live.metadata, annotations }, status }), {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a" },
      data: { a: "b" },
    });
    const kept = { ...annotations, mine: "yes" };
    assert.deepEqual(importedInputs({ ...live, metadata: { name: "a", annotations: kept } }).metadata, {
      name: "a",
      annotations: { mine: "yes" },
    });
  });

  it("doesn't foresee what the server will choose", () => {
    const inputs = { kind: "Service", metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } };
    const answer = {
      kind: "Service",
      metadata: { name: "web", uid: "1", creationTimestamp: "now", managedFields: [] },
      spec: {
        ports: [{ port: 80, protocol: "TCP" }],
        clusterIP: "10.0.0.7",
        clusterIPs: ["10.0.0.7"],
        type: "ClusterIP",
      },
      status: { loadBalancer: {} },
    };
    const open = {
      creationTimestamp: unknownValue,
      generation: unknownValue,
      resourceVersion: unknownValue,
      uid: unknownValue,
    };
    assert.deepEqual(foreseen(inputs, answer), {
      kind: "Service",
      metadata: { name: "web", ...open },
      spec: {
        ports: [{ port: 80, protocol: "TCP" }],
        clusterIP: unknownValue,
        clusterIPs: unknownValue,
        type: "ClusterIP",
      },
    });
    const headless = { ...inputs, spec: { clusterIP: "None" } };
    const spec = { clusterIP: "None", clusterIPs: ["None"] };
    assert.deepEqual(foreseen(headless, { ...answer, spec }).spec, { clusterIP: "None", clusterIPs: unknownValue });
    assert.deepEqual(foreseen({ kind: "Pod", spec: {} }, { kind: "Pod", spec: {} }), { kind: "Pod", spec: {} });
  });
});
