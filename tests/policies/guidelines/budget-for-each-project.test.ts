import assert from "node:assert/strict";
import { budgetForEachProject } from "../../../policies/guidelines/budget-for-each-project.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { BudgetFacts, Landscape, ProjectFacts } from "../../../policies/landscape/types.ts";
import { budgetFacts, context, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const other = "tst-live-t5wk";
const lacking = [{ ...subject, found: "no budget that counts it alone", allowed: "a budget of its own" }];

const check = (facts: Partial<ProjectFacts> = {}, around: Partial<Landscape> = {}) =>
  budgetForEachProject.check(landscape({ projects: [projectFacts(facts)], ...around }), context({}));
const withBudget = (facts: Partial<BudgetFacts>, number?: string) =>
  check({ budgets: [budgetFacts(subject.project, facts)], ...(number !== undefined && { number }) });

describe("budget-for-each-project", () => {
  it("has nothing against a budget that counts the project by ID or by number", () => {
    assert.deepEqual(check(), []);
    assert.deepEqual(withBudget({ projects: ["123456"] }, "123456"), []);
  });

  it("refuses a project without a budget", () => {
    assert.deepEqual(check({ budgets: [] }), lacking);
  });

  it("doesn't take a budget for its own that counts other projects, or a folder, too", () => {
    assert.deepEqual(withBudget({ projects: [subject.project, other] }), lacking);
    assert.deepEqual(withBudget({ folders: ["testing"] }), lacking);
    assert.deepEqual(withBudget({ projects: [] }), lacking);
  });

  it("doesn't take another project's budget for its own", () => {
    assert.deepEqual(withBudget({ projects: [other] }), lacking);
    assert.deepEqual(withBudget({ projects: ["654321"] }, "123456"), lacking);
  });

  it("doesn't take a budget for its own that is of another billing account", () => {
    assert.deepEqual(withBudget({ billingAccount: "01C0DE-5EED00-CAFE42" }), []);
    assert.deepEqual(withBudget({ billingAccount: "billingAccounts/01C0DE-5EED00-CAFE42" }), []);
    assert.deepEqual(withBudget({ billingAccount: "0FFFFF-5EED00-CAFE42" }), lacking);
    assert.ok(withBudget({ billingAccount: unknown }).every(({ undecided }) => undecided));
    assert.equal(withBudget({ billingAccount: unknown }).length, 1);
  });

  it("is content with one of several", () => {
    const shared = budgetFacts(other, { projects: [subject.project, other] });
    assert.deepEqual(check({ budgets: [shared, budgetFacts(subject.project)] }), []);
  });

  it("says nothing of a project that only something else names", () => {
    assert.deepEqual(check({ declared: false, budgets: [] }), []);
  });

  it("can't say anything while a filter, or the project's number, isn't known", () => {
    const undecided = [
      { ...subject, found: "what isn't known before it is made", allowed: "a budget of its own", undecided: true },
    ];
    assert.deepEqual(withBudget({ projects: unknown }), undecided);
    assert.deepEqual(withBudget({ projects: ["123456"] }), undecided);
    assert.deepEqual(check({ budgets: [] }, { budgets: [budgetFacts("?", { projects: unknown })] }), undecided);
  });
});
