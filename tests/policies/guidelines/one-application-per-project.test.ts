import assert from "node:assert/strict";
import { oneApplicationPerProject } from "../../../policies/guidelines/one-application-per-project.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Labels, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (labels: Labels | typeof unknown, project: Partial<ProjectFacts> = {}) =>
  findings(oneApplicationPerProject, {
    projects: [projectFacts({ holdings: [holding("bucket", { labels })], ...project })],
  });

describe("one-application-per-project", () => {
  it("has nothing against a thing with its project's label, or without one", () => {
    assert.deepEqual(check({ application: "sourcegraph" }), []);
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({}, { labels: unknown }), []);
  });

  it("refuses a thing with another label", () => {
    assert.deepEqual(check({ application: "website" }), [
      {
        place: { name: "bucket thing" },
        project: "tst-demo-a1b2",
        found: "a bucket of the application website",
        allowed: "what belongs to sourcegraph, as the project or what else is in it",
      },
    ]);
  });

  it("can't say anything of labels that aren't known yet", () => {
    assert.ok(undecided(check(unknown)));
    assert.ok(undecided(check({ application: "website" }, { labels: unknown })));
  });

  it("refuses two that differ, whatever their project is", () => {
    const holdings = ["sourcegraph", "website"].map((value) => holding("bucket", { labels: { application: value } }));
    const decided = (labels: ProjectFacts["labels"]) =>
      findings(oneApplicationPerProject, { projects: [projectFacts({ labels, holdings })] }).filter(
        (finding) => !finding.undecided,
      );
    assert.equal(decided({}).length, 1);
    assert.equal(decided(unknown).length, 1);
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(oneApplicationPerProject.apart!(workload(), workload()), undefined);
    assert.equal(
      oneApplicationPerProject.apart!(workload({ application: "website" }), workload()),
      "website and sourcegraph are two applications",
    );
  });
});
