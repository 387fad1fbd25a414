import assert from "node:assert/strict";
import { type Becomes, differencesOf } from "../../adoption/differences.ts";
import { adoptionEdits, type Choice } from "../../adoption/edits.ts";
import type { FoundProject } from "../../adoption/facts.ts";
import { plannedFor } from "../../adoption/planned.ts";
import { edited } from "../../spec/edit.ts";
import { parseSpecification } from "../../spec/load.ts";
import { foundProject, paidProject } from "../support/found.ts";
import { goodFiles, today } from "../support/specification.ts";

const common = { owner: "search", purpose: "Old things." };

function differences(project: FoundProject, as: "foreign" | "environment" = "foreign") {
  const choice: Choice =
    as === "foreign"
      ? { ...common, as, name: "things", folder: "testing", budget: 300, project }
      : {
          ...common,
          as,
          name: "things",
          kind: "replica",
          deployment: { type: "compose", version: "main", size: "xs" },
          budget: 300,
          project,
        };
  const files = goodFiles();
  const after = parseSpecification(edited(files, adoptionEdits(files, [choice], new Set(), today)), today);
  return differencesOf(project, plannedFor(after, choice, today).planned);
}

const of = (project: FoundProject, becomes: Becomes, as?: "foreign" | "environment") =>
  differences(project, as)
    .filter((each) => each.becomes === becomes)
    .map(({ path, is, wouldBe }) => `${path}: ${is} → ${wouldBe}`);

describe("the differences between what is there and what would be", () => {
  it("keep the number, foreign labels, APIs, and budgets that count something else", () => {
    const shared = { name: "billingAccounts/x/budgets/2", displayName: "all of sales", plain: false };
    const project = paidProject({ labels: { team: "search" }, apis: ["bigquery.googleapis.com"] });
    const kept = of({ ...project, budgets: [...project.budgets, shared] }, "kept");
    assert.deepEqual(kept, [
      "project: old-things, 419000000001, since 2019-04-01 → the same",
      "labels: team=search → the same",
      'budget: "things" → the same',
      'budget: "all of sales" → the same',
      "APIs: bigquery → the same",
    ]);
  });

  it("ask for a decision where access, money or what runs may suffer", () => {
    const project = paidProject({ labels: { owner: "somebody" }, billingAccount: "0F0F0F-000000-000000" });
    assert.deepEqual(of(project, "decide"), [
      "folder: right under the organisation → Testing",
      "billing: 0F0F0F-000000-000000 → 01C0DE-5EED00-CAFE42",
      "label owner: somebody → search",
      "budget: amount: 250 → 300",
    ]);
    const editor = paidProject({ defaultAccount: "editor", folder: "testing" });
    assert.ok(of(editor, "decide", "environment").includes("access: Editor for the default service account → no role"));
    assert.ok(of(editor, "kept").includes("access: Editor for the default service account → the same"));
  });

  it("make what is missing", () => {
    const made = of(foundProject({ folder: "testing" }), "made");
    assert.ok(made.includes('budget: – → "Project old-things" of 300'), made.join("\n"));
    assert.ok(made.includes("lien: – → of sourcegraph-distribution"));
  });

  it("refuse a network that would have to be replaced", () => {
    const project = paidProject({ networks: [{ name: "main", automatic: true }] });
    assert.deepEqual(of(project, "refused", "environment"), [
      "network: main, with a subnetwork in every region → main, with one subnetwork",
    ]);
    assert.deepEqual(of(project, "refused"), []);
  });

  it("each have a reason", () => {
    for (const { why } of differences(paidProject(), "environment")) assert.match(why, /^[A-Z].*\.$/);
  });
});
