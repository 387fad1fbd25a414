import assert from "node:assert/strict";
import { keysApart } from "../../../policies/guidelines/keys-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Holding } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (...holdings: Holding[]) =>
  findings(keysApart, { projects: [projectFacts({ number: "4711", holdings })] });

describe("keys-apart", () => {
  it("has nothing against keys alone, nor against things whose key is elsewhere", () => {
    assert.deepEqual(check(holding("key"), holding("key")), []);
    assert.deepEqual(check(holding("bucket"), holding("disk", { keyProject: "tst-keys-w4xr" })), []);
  });

  it("refuses anything beside keys", () => {
    assert.deepEqual(check(holding("key"), holding("bucket")), [
      {
        place: { name: "bucket thing" },
        project: "tst-demo-a1b2",
        found: "a bucket in tst-demo-a1b2, which holds keys",
        allowed: "keys, and nothing that they or others encrypt",
      },
    ]);
  });

  for (const keyProject of ["tst-demo-a1b2", "4711"]) {
    it(`refuses a key in the same project, given as ${keyProject}`, () => {
      assert.deepEqual(check(holding("bucket", { keyProject })), [
        {
          place: { name: "bucket thing" },
          project: "tst-demo-a1b2",
          found: "a bucket whose key is in tst-demo-a1b2 too",
          allowed: "a key in another project",
        },
      ]);
    });
  }

  it("can't say anything of a key that isn't known yet", () => {
    assert.ok(undecided(check(holding("bucket", { keyProject: unknown }))));
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(keysApart.apart!(workload(), workload()), undefined);
    assert.equal(
      keysApart.apart!(workload({ purpose: "keys" }), workload()),
      "keys are kept apart from what they encrypt",
    );
  });
});
