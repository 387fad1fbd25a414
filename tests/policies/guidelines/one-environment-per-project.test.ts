import assert from "node:assert/strict";
import { oneEnvironmentPerProject } from "../../../policies/guidelines/one-environment-per-project.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Labels, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { goodLabels, holding, projectFacts } from "../../support/landscape.ts";

const check = (labels: Labels | typeof unknown, project: Partial<ProjectFacts> = {}) =>
  findings(oneEnvironmentPerProject, {
    projects: [projectFacts({ holdings: [holding("bucket", { labels })], ...project })],
  });

describe("one-environment-per-project", () => {
  it("has nothing against a thing with its project's label, or without one", () => {
    assert.deepEqual(check({ environment: "non-production" }), []);
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({}, { labels: unknown }), []);
  });

  it("refuses a thing with another label", () => {
    assert.deepEqual(check({ environment: "dynamic" }), [
      {
        place: { name: "bucket thing" },
        project: "tst-demo-a1b2",
        found: "a bucket labelled environment dynamic",
        allowed: "environment non-production, as the project or what else is in it",
      },
    ]);
  });

  it("can't say anything of labels that aren't known yet", () => {
    assert.ok(undecided(check(unknown)));
    assert.ok(undecided(check({ environment: "dynamic" }, { labels: unknown })));
  });

  it("refuses two that differ, whatever their project is", () => {
    const holdings = ["dynamic", "production"].map((value) => holding("bucket", { labels: { environment: value } }));
    const decided = (labels: ProjectFacts["labels"]) =>
      findings(oneEnvironmentPerProject, { projects: [projectFacts({ labels, holdings })] }).filter(
        (finding) => !finding.undecided,
      );
    assert.equal(decided({}).length, 1);
    assert.equal(decided(unknown).length, 1);
  });

  it("tells environments of the same kind apart by their names", () => {
    const labels = { ...goodLabels, "environment-name": "demo" };
    const [finding, ...others] = check({ "environment-name": "acme" }, { labels });
    assert.equal(finding!.found, "a bucket labelled environment-name acme");
    assert.deepEqual(others, []);
    assert.equal(
      oneEnvironmentPerProject.apart!(workload({ instance: "acme" }), workload()),
      "acme and demo are two environments",
    );
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(oneEnvironmentPerProject.apart!(workload(), workload()), undefined);
    assert.equal(
      oneEnvironmentPerProject.apart!(workload({ environment: "dynamic" }), workload()),
      "one is of dynamic and the other of non-production",
    );
  });
});
