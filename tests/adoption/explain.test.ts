import assert from "node:assert/strict";
import { explain } from "../../adoption/explain.ts";
import { holdersOf, replaced } from "../../engine/adoption.ts";

const urn = (type: string, name: string) => `urn:pulumi:s::p::${type}::${name}`;
const project = "gcp:organizations/project:Project";
const budget = "gcp:billing/budget:Budget";

describe("what a preview after an import says", () => {
  it("is told property by property, only of what the engine calls a change", () => {
    const rows = explain({
      resources: [
        {
          type: project,
          name: "lake",
          before: { name: "Lake", labels: {}, orgId: "9", autoCreateNetwork: true },
          after: { name: "Data lake", labels: { owner: "search" }, folderId: "7" },
        },
        { type: budget, name: "lake", after: {} },
        { type: budget, name: "other", before: { displayName: "a" }, after: { displayName: "a" } },
      ],
      steps: [
        { op: "update", urn: urn(project, "lake"), type: project, diffs: ["name", "labels", "folderId", "orgId"] },
        { op: "create", urn: urn(budget, "lake"), type: budget },
      ],
    });
    assert.deepEqual(
      rows.map(({ path, is, wouldBe, outcome }) => [path, is, wouldBe, outcome]),
      [
        ["Project lake: folderId", "–", "7", "decide"],
        ["Project lake: labels", "–", "owner=search", "changed"],
        ["Project lake: name", "Lake", "Data lake", "changed"],
        ["Project lake: orgId", "9", "–", "changed"],
        ["Budget lake", undefined, "made", "made"],
      ],
    );
    for (const { why } of rows) assert.match(why, /\.$/);
  });

  it("names what would be done away with", () => {
    const steps = [
      {
        op: "create-replacement",
        urn: urn("gcp:compute/network:Network", "main"),
        type: "gcp:compute/network:Network",
        diffs: ["autoCreateSubnetworks"],
      },
      {
        op: "replace",
        urn: urn("gcp:compute/network:Network", "main"),
        type: "gcp:compute/network:Network",
        diffs: ["autoCreateSubnetworks"],
      },
      { op: "update", urn: urn(project, "lake"), type: project },
    ];
    assert.deepEqual(replaced({ steps }), [{ what: "Network main", diffs: ["autoCreateSubnetworks"] }]);
  });

  it("has the components around what is imported, those around others first", () => {
    const outer = { urn: "u:outer", type: "t:Project" };
    const inner = { urn: "u:inner", type: "t:Budget", parent: "u:outer" };
    const other = { urn: "u:other", type: "t:Network" };
    const found = [{ urn: "u:budget", type: budget, id: "1", parent: "u:inner" }];
    assert.deepEqual(holdersOf(found, [outer, other, inner]), [outer, inner]);
  });
});
