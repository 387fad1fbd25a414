import assert from "node:assert/strict";
import { costOwnerApart } from "../../../policies/guidelines/cost-owner-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Labels, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (labels: Labels | typeof unknown, project: Partial<ProjectFacts> = {}) =>
  findings(costOwnerApart, { projects: [projectFacts({ holdings: [holding("bucket", { labels })], ...project })] });

describe("cost-owner-apart", () => {
  it("has nothing against a thing with its project's label, or without one", () => {
    assert.deepEqual(check({ "cost-code": "2010" }), []);
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({}, { labels: unknown }), []);
  });

  it("refuses a thing with another label", () => {
    assert.deepEqual(check({ "cost-code": "3010" }), [
      {
        place: { name: "bucket thing" },
        project: "tst-demo-a1b2",
        found: "a bucket that 3010 pays for",
        allowed: "what 2010 pays for, as for the project or what else is in it",
      },
    ]);
  });

  it("can't say anything of labels that aren't known yet", () => {
    assert.ok(undecided(check(unknown)));
    assert.ok(undecided(check({ "cost-code": "3010" }, { labels: unknown })));
  });

  it("refuses two that differ, whatever their project is", () => {
    const holdings = ["2010", "3010"].map((value) => holding("bucket", { labels: { "cost-code": value } }));
    const decided = (labels: ProjectFacts["labels"]) =>
      findings(costOwnerApart, { projects: [projectFacts({ labels, holdings })] }).filter(
        (finding) => !finding.undecided,
      );
    assert.equal(decided({}).length, 1);
    assert.equal(decided(unknown).length, 1);
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(costOwnerApart.apart!(workload(), workload()), undefined);
    assert.equal(
      costOwnerApart.apart!(workload({ costCode: "3010" }), workload()),
      "3010 pays for one and 2010 for the other",
    );
  });
});
