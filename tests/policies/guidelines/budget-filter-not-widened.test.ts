import assert from "node:assert/strict";
import { budgetFilterNotWidened } from "../../../policies/guidelines/budget-filter-not-widened.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { BudgetFacts } from "../../../policies/landscape/types.ts";
import { budgetFacts, context, landscape, projectFacts } from "../../support/landscape.ts";

const allowed = "a budget of one project or one folder";
const wide = (facts: Partial<BudgetFacts> = {}) => budgetFacts("tst-demo-a1b2", { projects: [], ...facts });
const check = (budgets: BudgetFacts[]) => budgetFilterNotWidened.check(landscape({ budgets }), context({}));

describe("budget-filter-not-widened", () => {
  it("has nothing against a budget of projects, or of a folder", () => {
    assert.deepEqual(check([budgetFacts("tst-demo-a1b2"), wide({ folders: ["testing"] })]), []);
  });

  it("refuses a budget without a filter", () => {
    const finding = {
      place: { name: "budget of tst-demo-a1b2" },
      found: "a budget that counts everything the billing account pays",
      allowed,
    };
    assert.deepEqual(check([wide()]), [finding]);
    const projects = [projectFacts({ budgets: [wide()] })];
    assert.deepEqual(budgetFilterNotWidened.check(landscape({ projects }), context({})), [
      { ...finding, project: "tst-demo-a1b2" },
    ]);
  });

  it("can't say anything while the filter isn't known", () => {
    assert.deepEqual(
      check([wide({ projects: unknown })]).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check([wide({ folders: unknown })]).map(({ undecided }) => undecided),
      [true],
    );
  });
});
