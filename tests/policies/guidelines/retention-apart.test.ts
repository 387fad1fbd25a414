import assert from "node:assert/strict";
import { retentionApart } from "../../../policies/guidelines/retention-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Labels, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { goodLabels, holding, projectFacts } from "../../support/landscape.ts";

const check = (labels: Labels | typeof unknown, project: Partial<ProjectFacts> = {}) =>
  findings(retentionApart, { projects: [projectFacts({ holdings: [holding("bucket", { labels })], ...project })] });

describe("retention-apart", () => {
  it("has nothing against a thing with its project's label, or without one", () => {
    assert.deepEqual(check({ retention: "30d" }, { labels: { ...goodLabels, retention: "30d" } }), []);
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({}, { labels: unknown }), []);
  });

  it("refuses a thing with another label", () => {
    assert.deepEqual(check({ retention: "365d" }), [
      {
        place: { name: "bucket thing" },
        project: "tst-demo-a1b2",
        found: "a bucket that must be kept for 365d",
        allowed: "what is kept for no set time, as the project",
      },
    ]);
  });

  it("can't say anything of labels that aren't known yet", () => {
    assert.ok(undecided(check(unknown)));
    assert.ok(undecided(check({ retention: "365d" }, { labels: unknown })));
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(retentionApart.apart!(workload(), workload()), undefined);
    assert.equal(
      retentionApart.apart!(workload({ retention: "365d" }), workload()),
      "one must be kept for 365d and the other for no set time",
    );
  });
});
