import assert from "node:assert/strict";
import { budgetTellsPeople } from "../../../policies/guidelines/budget-tells-people.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { BudgetFacts } from "../../../policies/landscape/types.ts";
import { budgetFacts, context, landscape, projectFacts } from "../../support/landscape.ts";

const check = (recipients: BudgetFacts["recipients"], minimum = 1) =>
  budgetTellsPeople.check(
    landscape({ projects: [projectFacts({ budgets: [budgetFacts("tst-demo-a1b2", { recipients })] })] }),
    context({ minimum } as never),
  );
const subject = { place: { name: "budget of tst-demo-a1b2" }, project: "tst-demo-a1b2" };

describe("budget-tells-people", () => {
  it("has nothing against somebody who is told", () => {
    assert.deepEqual(check(1), []);
  });

  it("refuses a budget that tells nobody", () => {
    assert.deepEqual(check(0), [{ ...subject, found: "nobody who is told", allowed: "at least 1 who is told" }]);
  });

  it("asks for as many as its parameter says", () => {
    assert.deepEqual(check(1, 2), [{ ...subject, found: "1 who are told", allowed: "at least 2 who are told" }]);
    assert.deepEqual(budgetTellsPeople.parameters!.parse({}), { minimum: 1 });
    assert.equal(budgetTellsPeople.parameters!.safeParse({ minimum: 0 }).success, false);
  });

  it("can't say anything while they aren't known", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
