import assert from "node:assert/strict";
import { neverUnderOrganization } from "../../../policies/guidelines/never-under-organization.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided } from "../../support/guideline.ts";
import { projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<ProjectFacts>) => findings(neverUnderOrganization, { projects: [projectFacts(facts)] });

describe("never-under-organization", () => {
  it("has nothing against a project in a folder, nor does it look at one that is made elsewhere", () => {
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({ declared: false, parent: { kind: "organization" } }), []);
  });

  for (const [kind, found] of [
    ["organization", "a project right under the organisation"],
    ["none", "a project outside the organisation"],
  ] as const) {
    it(`refuses ${found}`, () => {
      assert.deepEqual(check({ parent: { kind } }), [
        { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2", found, allowed: "a folder" },
      ]);
    });
  }

  it("can't say anything of a parent that isn't known yet", () => {
    assert.ok(undecided(check({ parent: unknown })));
  });
});
