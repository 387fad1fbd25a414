import assert from "node:assert/strict";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { observed } from "../../../../local/providers/kubernetes/objects/drift.ts";
import type { FieldSet } from "../../../../local/providers/kubernetes/objects/ownership.ts";

/** A deployment as it is given, and as the server answers with it: with defaults and its own spelling. */
const container = { name: "app", image: "app:1", resources: { requests: { cpu: "1000m" } }, args: ["a"] };
const given = {
  kind: "Deployment",
  spec: { replicas: 2, template: { spec: { containers: [container], tolerations: [{ key: "a" }] } } },
};
const liveContainer = {
  ...container,
  resources: { requests: { cpu: "1" } },
  imagePullPolicy: "Always",
};
const live = {
  kind: "Deployment",
  metadata: { uid: "1", resourceVersion: "5" },
  spec: {
    replicas: 2,
    template: { spec: { containers: [liveContainer], tolerations: [{ key: "a", effect: "NoSchedule" }] } },
    revisionHistoryLimit: 10,
  },
  status: { replicas: 1 },
};
const shape: FieldSet = {
  "f:spec": {
    "f:replicas": {},
    "f:template": { "f:spec": { "f:containers": { 'k:{"name":"app"}': { "f:args": {} } }, "f:tolerations": {} } },
  },
};

/** The inputs that the object stands for after a change of its pods' spec. */
function changed(change: (spec: { containers: Properties[]; tolerations: Properties[] }) => void) {
  const now = structuredClone(live);
  change(now.spec.template.spec);
  const { spec } = observed(given, live, now, shape) as typeof given;
  return spec.template.spec;
}

describe("local kubernetes provider: drift", () => {
  it("is none as long as the server has what it made of the inputs", () => {
    assert.deepEqual(observed(given, live, structuredClone(live), shape), given);
    const moved = { ...live, status: { replicas: 2 }, metadata: { uid: "1", resourceVersion: "9" } };
    assert.deepEqual(observed(given, live, moved, shape), given);
  });

  it("is a value that somebody changed, and one that is gone", () => {
    const now = { ...live, spec: { ...live.spec, replicas: 5 } };
    assert.deepEqual(observed(given, live, now, shape), { ...given, spec: { ...given.spec, replicas: 5 } });
    const { replicas: _, ...spec } = live.spec;
    const { replicas: __, ...rest } = given.spec;
    assert.deepEqual(observed(given, live, { ...live, spec }, shape), { ...given, spec: rest });
  });

  it("is not what somebody added beside, nor a default that changed", () => {
    const spec = { ...live.spec, revisionHistoryLimit: 3, paused: true };
    assert.deepEqual(observed(given, live, { ...live, spec }, shape), given);
  });

  it("finds elements by their keys, wherever they are", () => {
    const sidecar = { name: "sidecar", image: "s" };
    assert.deepEqual(changed((spec) => spec.containers.unshift(sidecar)).containers, [container]);
    const newer = changed((spec) => {
      spec.containers = [sidecar, { ...liveContainer, image: "app:2" }];
    });
    assert.deepEqual(newer.containers, [{ ...container, image: "app:2" }]);
    const gone = changed((spec) => {
      spec.containers = [sidecar];
    });
    assert.deepEqual(gone.containers, []);
  });

  it("takes a list without keys as a whole", () => {
    const more = changed((spec) => spec.tolerations.push({ key: "b" }));
    assert.deepEqual(more.tolerations, [{ key: "a" }, { key: "b" }]);
    const args = changed((spec) => {
      spec.containers[0]!.args = ["a", "b"];
    });
    assert.deepEqual(args.containers, [{ ...container, args: ["a", "b"] }]);
    const none = changed((spec) => {
      spec.tolerations = [];
    });
    assert.deepEqual(none.tolerations, []);
  });

  it("reads another spelling of the same quantity as the same", () => {
    // Somebody changed it, and somebody changed it back: only the spelling differs now.
    const before = structuredClone(live);
    before.spec.template.spec.containers[0]!.resources.requests.cpu = "2";
    assert.deepEqual(observed(given, before, live, shape), given);
  });

  it("keeps the members of a set that are there, and what the server never shows", () => {
    const inputs = { metadata: { finalizers: ["a/x", "b/x"] }, hidden: 1 };
    const set = { "f:metadata": { "f:finalizers": { 'v:"a/x"': {}, 'v:"b/x"': {} } } };
    const now = { metadata: { finalizers: ["b/x", "c/x"] } };
    assert.deepEqual(observed(inputs, { metadata: { finalizers: ["a/x", "b/x"] } }, now, set), {
      metadata: { finalizers: ["b/x"] },
      hidden: 1,
    });
  });

  it("sees changes of what was given as text and comes back encoded", () => {
    const encoded = (text: string) => Buffer.from(text).toString("base64");
    const secret = { kind: "Secret", stringData: { a: "1", b: "2", c: "3" } };
    const made = { kind: "Secret", data: { a: encoded("1"), b: encoded("2"), c: encoded("3") } };
    assert.deepEqual(observed(secret, made, structuredClone(made), {}), secret);
    const changed = { kind: "Secret", data: { a: encoded("1"), b: encoded("9"), d: encoded("4") } };
    assert.deepEqual(observed(secret, made, changed, {}), { kind: "Secret", stringData: { a: "1", b: "9" } });
  });

  it("tells elements apart by name where nobody manages the list", () => {
    const inputs = { list: [{ name: "a", value: 1 }] };
    const now = { list: [{ name: "z" }, { name: "a", value: 2, extra: 0 }] };
    assert.deepEqual(observed(inputs, { list: [{ name: "a", value: 1 }] }, now, {}), {
      list: [{ name: "a", value: 2 }],
    });
  });
});
