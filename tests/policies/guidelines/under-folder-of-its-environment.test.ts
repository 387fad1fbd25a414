import assert from "node:assert/strict";
import { underFolderOfItsEnvironment } from "../../../policies/guidelines/under-folder-of-its-environment.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided } from "../../support/guideline.ts";
import { goodLabels, projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<ProjectFacts>) =>
  findings(underFolderOfItsEnvironment, { projects: [projectFacts(facts)] });

describe("under-folder-of-its-environment", () => {
  it("has nothing against a project whose label is its folder's, or that has none of either", () => {
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({ labels: {} }), []);
    assert.deepEqual(check({ parent: { kind: "organization" } }), []);
    assert.deepEqual(check({ declared: false, parent: { kind: "folder", folder: "production" } }), []);
  });

  it("refuses a project under the folder of another environment", () => {
    assert.deepEqual(check({ parent: { kind: "folder", folder: "production" } }), [
      {
        place: { name: "project tst-demo-a1b2" },
        project: "tst-demo-a1b2",
        found: "a project labelled non-production under a folder of production",
        allowed: "a folder of non-production",
      },
    ]);
    assert.equal(check({ labels: { ...goodLabels, environment: "production" } }).length, 1);
  });

  it("can't say anything of a folder or labels that aren't known yet", () => {
    assert.ok(undecided(check({ parent: unknown })));
    assert.ok(undecided(check({ parent: { kind: "folder", folder: "314159" } })));
    assert.ok(undecided(check({ labels: unknown })));
  });
});
