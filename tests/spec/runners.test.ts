import assert from "node:assert/strict";
import { describeProblem } from "../../spec/problem.ts";
import { runnerFiles, runnerSpecification, runnersText } from "../support/runners.ts";
import { problemsOf } from "../support/specification.ts";

const told = (runners: string) => problemsOf(runnerFiles(runners)).map(describeProblem);

describe("a pool of runners in the specification", () => {
  it("is well with all that it says", () => {
    const { ci } = runnerSpecification().organization;
    assert.deepEqual(ci?.runners, { machine: "e2-standard-8", minimum: 1, maximum: 4, spot: true, disk: 100 });
    assert.deepEqual(told(runnersText.replace("minimum: 1", "minimum: 0")), []);
    assert.deepEqual(told(runnersText.replace("minimum: 1", "minimum: 4")), []);
  });

  it("can't have more at least than at most, nor machines that can't run the software, all told at once", () => {
    assert.deepEqual(told("{ machine: t2a-standard-8, minimum: 5, maximum: 4, spot: true, disk: 100 }"), [
      "organization.yaml:49: ci.runners.machine: found t2a-standard-8; allowed: a type with processors of Intel or AMD. Runners are set up with the software for x64: choose a type such as e2-standard-8.",
      "organization.yaml:49: ci.runners.minimum: found 5; allowed: at most 4, which is the maximum. Raise the maximum, or lower the minimum.",
    ]);
  });

  it("says what each field may be", () => {
    const problems = told("{ machine: Big, minimum: -1, maximum: 0, spot: maybe, disk: 5, zone: a }");
    assert.deepEqual(
      problems.map((problem) => /^organization\.yaml:49: (ci\.runners[^:]*): /.exec(problem)?.[1]).toSorted(),
      [
        "ci.runners.disk",
        "ci.runners.machine",
        "ci.runners.maximum",
        "ci.runners.minimum",
        "ci.runners.spot",
        "ci.runners.zone",
      ],
    );
    assert.ok(problems.some((each) => each.includes("a whole number from 30 to 2000")));
  });
});
