import assert from "node:assert/strict";
import { sharedProjectsInCommon } from "../../../policies/guidelines/shared-projects-in-common.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { HoldingKind, Parent } from "../../../policies/landscape/types.ts";
import { findings, undecided } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (folder: string | typeof unknown, ...kinds: HoldingKind[]) => {
  const parent: Parent | typeof unknown = folder === unknown ? unknown : { kind: "folder", folder };
  return findings(sharedProjectsInCommon, {
    projects: [projectFacts({ parent, holdings: kinds.map((kind) => holding(kind)) })],
  });
};

const purposes: [name: string, folder: string, kinds: HoldingKind[]][] = [
  ["keys", "common", ["key"]],
  ["gathered logs", "common", ["logs"]],
  ["state and identities", "common", ["state", "deployer", "bucket"]],
  ["the billing export", "common", ["billing-export"]],
  ["domains", "common", ["domains"]],
  ["continuous integration", "ci", ["runner", "images", "machine"]],
];

describe("shared-projects-in-common", () => {
  for (const [name, folder, kinds] of purposes) {
    it(`has nothing against a project for ${name} under ${folder}`, () => {
      assert.deepEqual(check(folder, ...kinds), []);
    });

    it(`refuses a project for ${name} under production`, () => {
      assert.deepEqual(check("production", ...kinds), [
        {
          place: { name: "project tst-demo-a1b2" },
          project: "tst-demo-a1b2",
          found: `a project for ${name} under a folder of production`,
          allowed: `a folder of ${folder}`,
        },
      ]);
    });
  }

  it("leaves mixtures, and what is no shared project, to other guidelines", () => {
    assert.deepEqual(check("production", "key", "cluster"), []);
    assert.deepEqual(check("production", "cluster", "machine", "bucket"), []);
    assert.deepEqual(check("production"), []);
  });

  it("can't say anything of a folder that isn't known yet", () => {
    assert.ok(undecided(check(unknown, "key")));
    assert.ok(undecided(check("314159", "key")));
  });
});
