import assert from "node:assert/strict";
import { isOutside, withoutProject } from "../../engine/forget.ts";

const project = { id: "tst-demo-d9hc", number: "1001" };
const urn = (name: string) => `urn:pulumi:env-demo::p::t::${name}`;
const resource = (name: string, type: string, inputs: Record<string, unknown> = {}, more: object = {}) => ({
  urn: urn(name),
  type,
  custom: true,
  inputs,
  ...more,
});

const record = { project: "tst-dns-v8pm", name: "demo.dev.example.net." };

describe("what lives outside of a project", () => {
  for (const [type, inputs, outside] of [
    ["gcp:billing/budget:Budget", {}, true],
    ["gcp:dns/recordSet:RecordSet", record, true],
    ["gcp:organizations/project:Project", { projectId: "tst-demo-d9hc" }, false],
    ["gcp:compute/network:Network", { project: "tst-demo-d9hc" }, false],
    ["gcp:compute/network:Network", { project: "projects/1001" }, false],
    ["gcp:storage/bucketObject:BucketObject", { bucket: "tst-demo-d9hc-outputs" }, false],
    ["gcp:essentialcontacts/contact:Contact", { parent: "projects/1001" }, false],
  ] as const) {
    it(`${type} ${JSON.stringify(inputs)}: ${outside}`, () => {
      assert.equal(isOutside(resource("x", type, inputs), project), outside);
    });
  }
});

describe("a state without what was in a project", () => {
  it("keeps what is elsewhere, what holds it, and providers; nothing depends on what is gone", () => {
    const resources = [
      { urn: urn("stack"), type: "pulumi:pulumi:Stack" },
      { urn: urn("provider"), type: "pulumi:providers:gcp", custom: true },
      { urn: urn("exposure"), type: "sourcegraph:Exposure", parent: urn("stack") },
      resource("project", "gcp:organizations/project:Project", { projectId: "tst-demo-d9hc" }),
      resource("address", "gcp:compute/address:Address", { project: "tst-demo-d9hc" }),
      resource("name", "gcp:dns/recordSet:RecordSet", record, {
        parent: urn("exposure"),
        dependencies: [urn("address")],
        propertyDependencies: { rrdatas: [urn("address")], name: null },
        deletedWith: urn("project"),
      }),
    ];
    const exported = { version: 3, deployment: { manifest: {}, resources, pending_operations: [{}] } };
    const { deployment, ...rest } = withoutProject(exported, project);
    assert.deepEqual(rest, { version: 3 });
    assert.deepEqual(Object.keys(deployment), ["manifest", "resources"]);
    assert.deepEqual(
      deployment.resources!.map((each) => each.urn),
      ["stack", "provider", "exposure", "name"].map(urn),
    );
    const { dependencies, propertyDependencies, deletedWith } = deployment.resources!.at(-1)!;
    assert.deepEqual([dependencies, propertyDependencies, deletedWith], [[], { rrdatas: [], name: [] }, undefined]);
  });
});
