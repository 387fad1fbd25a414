import assert from "node:assert/strict";
import { environmentNameOnce } from "../../../policies/guidelines/environment-name-once.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const named = (name: string) => ({ ...goodLabels, "environment-name": name });
const check = (...projects: Partial<ProjectFacts>[]) =>
  environmentNameOnce.check(landscape({ projects: projects.map(projectFacts) }), context({}));
const other = "tst-live-t5wk";

describe("environment-name-once", () => {
  it("has nothing against names of their own, nor against none", () => {
    assert.deepEqual(check({ labels: named("demo") }, { id: other, labels: named("live") }), []);
    assert.deepEqual(check({}, { id: other }), []);
  });

  it("refuses the second project of a name", () => {
    assert.deepEqual(check({ labels: named("demo") }, { id: other, labels: named("demo") }), [
      {
        place: { name: `project ${other}` },
        project: other,
        found: "the environment demo, which tst-demo-a1b2 is too",
        allowed: "a name of its own",
      },
    ]);
  });

  it("leaves the same project twice to another guideline", () => {
    assert.deepEqual(check({ labels: named("demo") }, { labels: named("demo") }), []);
  });

  it("can't say anything while labels aren't known", () => {
    assert.deepEqual(
      check({ labels: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
