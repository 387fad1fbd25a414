import assert from "node:assert/strict";
import { FolderTree } from "../../components/folder-tree.ts";
import { Network } from "../../components/network.ts";
import { Policies } from "../../components/policies.ts";
import { networkPlan } from "../../plan/network.ts";
import { organizationPlan } from "../../plan/organization.ts";
import { brief, registered } from "../support/mocks.ts";
import { goodSpecification } from "../support/specification.ts";

describe("the component FolderTree", () => {
  const plan = organizationPlan(goodSpecification().organization);
  const make = () =>
    registered(() => {
      new FolderTree("tree", {
        organizationId: plan.organizationId,
        folders: plan.folders,
        environmentTag: plan.environmentTag,
        existing: { common: "77" },
      });
    });

  it("makes every folder but the one that is there, in its parent", async () => {
    const folders = (await make()).filter(({ type }) => type.endsWith(":Folder"));
    assert.deepEqual(
      folders.map(({ name, inputs }) => [name, inputs.displayName, inputs.parent]),
      [
        ["tree-ci", "Continuous integration", "organizations/419083752617"],
        ["tree-nightly", "Nightly", "folders/210987654321"],
        ["tree-production", "Production", "organizations/419083752617"],
        ["tree-testing", "Testing", "organizations/419083752617"],
      ],
    );
  });

  it("binds the environment's tag where it is first said", async () => {
    const bindings = (await make()).filter(({ type }) => type.endsWith(":TagBinding"));
    assert.deepEqual(
      bindings.map(({ name, inputs }) => [name, inputs.parent]),
      [
        ["tree-ci-environment", "//cloudresourcemanager.googleapis.com/folders/210987654321"],
        ["tree-common-environment", "//cloudresourcemanager.googleapis.com/folders/77"],
        ["tree-production-environment", "//cloudresourcemanager.googleapis.com/folders/210987654321"],
        ["tree-testing-environment", "//cloudresourcemanager.googleapis.com/folders/210987654321"],
      ],
    );
  });

  it("gives teams their access by group", async () => {
    const member = (await make()).find(({ name }) => name === "tree-testing-gcp-search-logging.viewer");
    assert.deepEqual(member?.inputs, {
      folder: "folders/210987654321",
      role: "roles/logging.viewer",
      member: "group:gcp-search@example.com",
    });
  });
});

describe("the component Policies", () => {
  it("writes each kind of rule in the API's words", async () => {
    const resources = await registered(() => {
      new Policies("p", {
        parent: "organizations/1",
        policies: [
          { constraint: "a.enforced", why: "", rule: { enforce: true } },
          { constraint: "b.list", why: "", rule: { allow: ["C1"] } },
          { constraint: "c.all", why: "", rule: { allowAll: true } },
        ],
      });
    });
    assert.deepEqual(
      resources.map(({ inputs }) => [inputs.name, inputs.spec]),
      [
        ["organizations/1/policies/a.enforced", { rules: [{ enforce: "TRUE" }] }],
        ["organizations/1/policies/b.list", { rules: [{ values: { allowedValues: ["C1"] } }] }],
        ["organizations/1/policies/c.all", { rules: [{ allowAll: "TRUE" }] }],
      ],
    );
  });
});

describe("the component Network", () => {
  it("has one subnetwork, a way out, and three ways in", async () => {
    const resources = await registered(() => {
      new Network("n", { plan: networkPlan("us-central1", "kubernetes"), project: "p" });
    });
    assert.deepEqual(resources.map(brief), [
      "Firewall n-allow-health-checks",
      "Firewall n-allow-internal",
      "Firewall n-allow-proxied-ssh",
      "Network n",
      "Router n-router",
      "RouterNat n-nat",
      "Subnetwork n-subnetwork",
    ]);
    assert.ok(resources.every(({ inputs }) => inputs.project === "p"));
    assert.ok(!JSON.stringify(resources).includes("0.0.0.0/0"), "nothing is open to the world");
  });
});
