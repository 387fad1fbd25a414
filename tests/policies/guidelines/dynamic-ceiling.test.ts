import assert from "node:assert/strict";
import { dynamicCeiling } from "../../../policies/guidelines/dynamic-ceiling.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { BudgetFacts, ProjectFacts } from "../../../policies/landscape/types.ts";
import { budgetFacts, context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const labels = { ...goodLabels, environment: "dynamic", "environment-kind": "dynamic", expires: "2026-12-01" };
const check = (amount: BudgetFacts["amount"], given: ProjectFacts["labels"] = labels) => {
  const budgets = [budgetFacts("tst-demo-a1b2", { amount })];
  return dynamicCeiling.check(
    landscape({ projects: [projectFacts({ labels: given, parent: { kind: "folder", folder: "nightly" }, budgets })] }),
    context({}),
  );
};
const subject = { place: { name: "budget of tst-demo-a1b2" }, project: "tst-demo-a1b2" };

describe("dynamic-ceiling", () => {
  it("has nothing against a budget up to the ceiling", () => {
    assert.deepEqual(check(400), []);
  });

  it("refuses a budget above it", () => {
    assert.deepEqual(check(401), [
      { ...subject, found: "a budget of 401", allowed: "at most 400, the ceiling of the kind dynamic" },
    ]);
  });

  it("goes by the kinds that end where the project's own doesn't", () => {
    assert.deepEqual(check(401, { ...labels, "environment-kind": "production" }), [
      { ...subject, found: "a budget of 401", allowed: "at most 400, the ceiling of a kind that ends" },
    ]);
  });

  it("says nothing of other environments", () => {
    assert.deepEqual(check(5000, goodLabels), []);
  });

  it("can't say anything while the amount or the labels aren't known", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check(400, unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
