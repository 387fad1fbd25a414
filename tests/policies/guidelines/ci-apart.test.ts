import assert from "node:assert/strict";
import { ciApart } from "../../../policies/guidelines/ci-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { HoldingKind, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { goodLabels, holding, projectFacts } from "../../support/landscape.ts";

const check = (environment: string | undefined, kinds: HoldingKind[], facts: Partial<ProjectFacts> = {}) => {
  const { environment: _, ...others } = goodLabels;
  const labels = environment === undefined ? others : { ...goodLabels, environment };
  const holdings = kinds.map((kind) => holding(kind));
  return findings(ciApart, { projects: [projectFacts({ labels, holdings, ...facts })] });
};

const outside = { parent: { kind: "organization" } } as const;

describe("ci-apart", () => {
  it("has nothing against projects that build, run or deploy", () => {
    assert.deepEqual(check("ci", ["runner", "images", "machine", "secret"]), []);
    assert.deepEqual(check("production", ["cluster", "database", "bucket"]), []);
    assert.deepEqual(check("common", ["state", "deployer"]), []);
    assert.deepEqual(check(undefined, ["runner"], outside), []);
  });

  it("refuses what builds in a project of an environment", () => {
    assert.deepEqual(check("production", ["runner"]), [
      {
        place: { name: "runner thing" },
        project: "tst-demo-a1b2",
        found: "runner in a project of production",
        allowed: "a project for continuous integration",
      },
    ]);
  });

  it("refuses what builds beside what runs, whatever the environment is", () => {
    const found = check(undefined, ["images", "cluster"], { ...outside, labels: unknown });
    assert.deepEqual(
      found.map((finding) => finding.found),
      ["images where something is deployed to"],
    );
  });

  it("refuses what deploys beside what builds, or among it", () => {
    assert.deepEqual(
      check("ci", ["state", "runner"]).map(({ found }) => found),
      ["a state beside runners or images"],
    );
    assert.deepEqual(check("ci", ["deployer"]), [
      {
        place: { name: "deployer thing" },
        project: "tst-demo-a1b2",
        found: "a deployer in a project of ci",
        allowed: "a project without continuous integration",
      },
    ]);
  });

  it("can't say anything before the environment is known", () => {
    assert.ok(undecided(check("ci", ["images"], { labels: unknown, parent: unknown })));
    assert.ok(undecided(check("ci", ["state"], { labels: unknown, parent: unknown })));
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(ciApart.apart!(workload(), workload()), undefined);
    assert.match(ciApart.apart!(workload({ purpose: "ci" }), workload())!, /unreviewed code/);
  });
});
