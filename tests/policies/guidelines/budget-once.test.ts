import assert from "node:assert/strict";
import { budgetOnce } from "../../../policies/guidelines/budget-once.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { BudgetFacts, ProjectFacts } from "../../../policies/landscape/types.ts";
import { budgetFacts, context, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const own = budgetFacts(subject.project);

const check = (facts: Partial<ProjectFacts>, budgets: BudgetFacts[] = []) =>
  budgetOnce.check(landscape({ projects: [projectFacts(facts)], budgets }), context({}));

describe("budget-once", () => {
  it("has nothing against one budget, nor against the folder's besides", () => {
    assert.deepEqual(check({ budgets: [own] }), []);
    assert.deepEqual(check({}, [budgetFacts("folder", { projects: [], folders: ["testing"] })]), []);
  });

  it("counts a budget once that was found in two places", () => {
    assert.deepEqual(check({ budgets: [own] }, [own]), []);
  });

  it("refuses a second budget of the same project, by ID or by number", () => {
    const expected = [
      {
        ...subject,
        found: "budget of tst-demo-a1b2 and another budget",
        allowed: "one budget that counts it",
      },
    ];
    const another = { ...own, place: { name: "another budget" } };
    assert.deepEqual(check({ budgets: [own, another] }), expected);
    const several = { ...another, projects: ["123456", "654321"] };
    assert.deepEqual(check({ number: "123456" }, [several]), expected);
  });

  it("can't say anything while a filter isn't known", () => {
    assert.deepEqual(
      check({}, [budgetFacts("?", { projects: unknown })]).map(({ undecided }) => undecided),
      [true],
    );
  });
});
