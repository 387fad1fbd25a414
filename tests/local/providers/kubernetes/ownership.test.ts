import assert from "node:assert/strict";
import {
  has,
  type ManagedFields,
  ofManager,
  ofOthers,
  shapeOf,
  takeOver,
} from "../../../../local/providers/kubernetes/objects/ownership.ts";

const entry = (manager: string, operation: string, fields: string[], subresource?: string): ManagedFields => ({
  manager,
  operation,
  fieldsV1: { "f:spec": Object.fromEntries(fields.map((field) => [`f:${field}`, {}])) },
  ...(subresource && { subresource }),
});
const ours = "pulumi-kubernetes-12345678";

describe("local kubernetes provider: who manages what", () => {
  it("turns what was created into what is applied", () => {
    const controller = entry("kube-controller-manager", "Update", ["replicas"], "status");
    assert.deepEqual(takeOver([entry(ours, "Update", ["replicas"]), controller], ours), [
      controller,
      entry(ours, "Apply", ["replicas"]),
    ]);
  });

  it("takes over what was done with kubectl or by other stacks of Pulumi, and joins it with its own", () => {
    const entries = [
      entry(ours, "Apply", ["replicas"]),
      entry("kubectl-edit", "Update", ["paused"]),
      entry("kubectl", "Apply", ["selector"]),
      entry("before-first-apply", "Update", ["template"]),
      entry("pulumi-kubernetes-87654321", "Update", ["strategy"]),
    ];
    const all = ["replicas", "paused", "selector", "template", "strategy"];
    assert.deepEqual(takeOver(entries, ours), [entry(ours, "Apply", all)]);
  });

  it("leaves to others what they applied, changed or scaled", () => {
    const entries = [
      entry(ours, "Apply", ["template"]),
      entry("flux", "Apply", ["replicas"]),
      entry("autoscaler", "Update", ["replicas"]),
      entry("kubectl", "Update", ["replicas"], "scale"),
      entry("pulumi-kubernetes-87654321", "Apply", ["paused"]),
    ];
    assert.equal(takeOver(entries, ours), undefined);
    assert.equal(takeOver([], ours), undefined);
  });

  it("takes along what the resource had under another name", () => {
    const entries = [entry("before", "Apply", ["replicas"]), entry("flux", "Apply", ["paused"])];
    assert.deepEqual(takeOver(entries, ours, ["before"]), [
      entry("flux", "Apply", ["paused"]),
      entry(ours, "Apply", ["replicas"]),
    ]);
  });

  it("knows whose a field is", () => {
    const object = {
      metadata: { managedFields: [entry(ours, "Apply", ["template"]), entry("flux", "Apply", ["replicas"])] },
    };
    assert.ok(has(ofManager(object, ours), ["spec", "template"]));
    assert.ok(has(ofManager(object, ours), ["spec", "template", "spec"]), "what is managed as a whole has all in it");
    assert.ok(!has(ofManager(object, ours), ["spec", "replicas"]));
    assert.ok(has(ofOthers(object, ours), ["spec", "replicas"]));
    assert.deepEqual(shapeOf(object), { "f:spec": { "f:template": {}, "f:replicas": {} } });
    assert.deepEqual(shapeOf({}), {});
  });
});
