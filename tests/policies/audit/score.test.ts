import assert from "node:assert/strict";
import { type Judgement, judgements, score } from "../../../policies/audit/score.ts";
import type { Verdict } from "../../../policies/evaluate.ts";
import { guidelines } from "../../../policies/index.ts";

const [first, second] = guidelines as [(typeof guidelines)[0], (typeof guidelines)[0]];
const judgement = (outcome: Judgement["outcome"], level: Judgement["level"] = "mandatory"): Judgement => ({
  project: "p",
  guideline: "g",
  level,
  outcome,
});
const verdict = (guideline: typeof first, project: string, status: Verdict["status"]): Verdict => ({
  guideline,
  level: "mandatory",
  status,
  finding: { place: { name: "x" }, project, found: "a", allowed: "b" },
});

describe("the score", () => {
  for (const [what, all, expected] of [
    ["nothing", [], undefined],
    ["what holds", [judgement("holds")], 1],
    ["what is broken", [judgement("broken")], 0],
    ["half of each", [judgement("holds"), judgement("broken")], 0.5],
    ["what nobody knows", [judgement("undecided")], undefined],
    ["what is known, besides what isn't", [judgement("holds"), judgement("undecided")], 1],
    ["a mandatory one three times", [judgement("holds"), judgement("broken", "advisory")], 0.75],
  ] as [string, Judgement[], number | undefined][]) {
    it(`counts ${what}`, () => assert.equal(score(all), expected));
  }
});

describe("judgements", () => {
  const levels = () =>
    new Map([
      [first.id, "mandatory" as const],
      [second.id, "advisory" as const],
    ]);
  const outcomes = (...verdicts: Verdict[]) =>
    judgements(["p", "q"], levels, verdicts).map(({ project, guideline, outcome }) =>
      [project, guideline === first.id ? 1 : 2, outcome].join(" "),
    );

  it("are one for each guideline in each project", () => {
    assert.deepEqual(outcomes(), ["p 1 holds", "p 2 holds", "q 1 holds", "q 2 holds"]);
  });

  it("count a guideline once, however often it is broken, and by the worst", () => {
    assert.deepEqual(
      outcomes(verdict(first, "p", "undecided"), verdict(first, "p", "broken"), verdict(first, "p", "broken")),
      ["p 1 broken", "p 2 holds", "q 1 holds", "q 2 holds"],
    );
  });

  it("take an exception for broken, and what isn't known for that", () => {
    assert.deepEqual(outcomes(verdict(first, "p", "excepted"), verdict(second, "q", "undecided")), [
      "p 1 broken",
      "p 2 holds",
      "q 1 holds",
      "q 2 undecided",
    ]);
  });
});
