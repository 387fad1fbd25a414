import assert from "node:assert/strict";
import { budgetOnBothBases } from "../../../policies/guidelines/budget-on-both-bases.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { BudgetFacts } from "../../../policies/landscape/types.ts";
import { undecided } from "../../support/guideline.ts";
import { budgetFacts, context, landscape, projectFacts } from "../../support/landscape.ts";

const check = (...bases: BudgetFacts["bases"][]) => {
  const budgets = bases.map((each) => budgetFacts("tst-demo-a1b2", { bases: each }));
  return budgetOnBothBases.check(landscape({ projects: [projectFacts({ budgets })] }), context({}));
};
const allowed = "a threshold on what was spent and one on the forecast";
const subject = { place: { name: "budget of tst-demo-a1b2" }, project: "tst-demo-a1b2" };

describe("budget-on-both-bases", () => {
  it("has nothing against both, in one budget or in two", () => {
    assert.deepEqual(check(["CURRENT_SPEND", "FORECASTED_SPEND"]), []);
    assert.deepEqual(check(["CURRENT_SPEND"], ["FORECASTED_SPEND"]), []);
  });

  it("says nothing where there is no budget: that is another guideline's", () => {
    assert.deepEqual(check(), []);
  });

  it("refuses a budget on one basis, or on none", () => {
    assert.deepEqual(check(["CURRENT_SPEND"]), [{ ...subject, found: "no threshold on FORECASTED_SPEND", allowed }]);
    assert.deepEqual(check(["FORECASTED_SPEND"]), [{ ...subject, found: "no threshold on CURRENT_SPEND", allowed }]);
    assert.deepEqual(check([]), [{ ...subject, found: "no threshold on CURRENT_SPEND and FORECASTED_SPEND", allowed }]);
  });

  it("can't say anything while they aren't known", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });

  const at = (thresholds: BudgetFacts["thresholds"]) => {
    const budgets = [budgetFacts("tst-demo-a1b2", { thresholds: thresholds! })];
    return budgetOnBothBases.check(landscape({ projects: [projectFacts({ budgets })] }), context({}));
  };

  it("has nothing against thresholds of which the last is the whole amount, or somewhat more", () => {
    for (const thresholds of [[0.5, 1], [1], [0.8, 1.2], [1, 5]]) assert.deepEqual(at(thresholds), []);
  });

  it("refuses thresholds that end before the whole amount, or that are percents", () => {
    const found = (thresholds: number[]) => at(thresholds).map((each) => each.found);
    assert.deepEqual(found([0.5]), ["0.5 of the amount as the last threshold"]);
    assert.deepEqual(found([0.5, 50]), ["a threshold at 50 times the amount"]);
    assert.deepEqual(found([0, 1]), ["a threshold at 0 times the amount"]);
    assert.ok(undecided(at(unknown)));
  });
});
