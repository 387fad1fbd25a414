import assert from "node:assert/strict";
import { parseSpecification } from "../../../spec/load.ts";
import { describeProblem } from "../../../spec/problem.ts";
import { budgetProblems } from "../../../spending/estimate/problems.ts";
import { loadBook } from "../../../spending/prices/load.ts";
import { goodFiles, replace, today } from "../../support/specification.ts";

const book = loadBook();
const told = (files: Map<string, string>, names?: string[]) =>
  budgetProblems(parseSpecification(files, today), files, today, book, names).map(describeProblem);

const big = replace(goodFiles(), "environments/demo.yaml", "size: xs", "size: l");
const poor = replace(goodFiles(), "environments/live.yaml", "budget: 5000", "budget: 1000");

describe("environments over their budgets", () => {
  it("are none where all fits", () => {
    assert.deepEqual(told(goodFiles()), []);
  });

  it("are told with the line of the budget, and the budget that would do", () => {
    assert.deepEqual(told(poor), [
      "environments/live.yaml:10: budget: found an environment that costs at least 1502 USD a month; allowed: at most its " +
        "budget of 1000. Set `budget: 1502` or more, up to the kind's ceiling of 8000; or choose a smaller size or fewer " +
        "replicas.",
    ]);
  });

  it("are told with the line of the deployment where the budget is the kind's", () => {
    // 12 days of 910 a month.
    assert.deepEqual(told(big), [
      "environments/demo.yaml:7: deployment: found an environment that costs at least 358 USD until its end; allowed: at " +
        "most its budget of 100. Set `budget: 358` or more, up to the kind's ceiling of 400; or choose a smaller size or " +
        "fewer replicas, or let it end earlier.",
    ]);
  });

  it("are told that no budget would do where the kind's ceiling is passed", () => {
    const huge = replace(big, "environments/demo.yaml", "size: l", "size: xl");
    const [problem] = told(huge);
    assert.match(problem!, /at least \d{3} USD until its end; allowed: at most 400, the ceiling of the kind dynamic\./);
    assert.match(problem!, /Choose a smaller size or fewer replicas, or let it end earlier, or another kind\.$/);
  });

  it("are each told by themselves, and only those that are asked for", () => {
    const both = replace(poor, "environments/demo.yaml", "size: xs", "size: l");
    assert.equal(told(both).length, 2);
    assert.equal(told(both, ["demo"]).length, 1);
    assert.deepEqual(told(both, []), []);
  });

  it("are let go once they are retired or over", () => {
    assert.deepEqual(told(replace(poor, "environments/live.yaml", "budget:", "retired: true\nbudget:")), []);
    const ended = replace(big, "environments/demo.yaml", "2026-12-01", "2026-11-21");
    assert.deepEqual(told(ended), []);
  });
});
