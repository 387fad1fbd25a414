import assert from "node:assert/strict";
import { stateApart } from "../../../policies/guidelines/state-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Holding } from "../../../policies/landscape/types.ts";
import { findings, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (...holdings: Holding[]) => findings(stateApart, { projects: [projectFacts({ holdings })] });

describe("state-apart", () => {
  it("has nothing against it alone, nor against projects without it", () => {
    assert.deepEqual(check(holding("state"), holding("state")), []);
    assert.deepEqual(check(holding("topic"), holding("bucket")), []);
  });

  it("lets be with it what belongs to it", () => {
    assert.deepEqual(check(holding("state"), holding("deployer"), holding("bucket")), []);
  });

  it("refuses anything else beside it", () => {
    assert.deepEqual(check(holding("state"), holding("topic")), [
      {
        place: { name: "topic thing" },
        project: "tst-demo-a1b2",
        found: "a topic in tst-demo-a1b2, which holds the program's state",
        allowed: "state, outputs, and the identities that deploy",
      },
    ]);
  });

  it("needs neither names nor labels, so it can always decide", () => {
    const nameless: Partial<Holding> = { name: unknown, labels: unknown };
    assert.deepEqual(check(holding("state", nameless)), []);
    const found = check(holding("state", nameless), holding("topic", nameless));
    assert.deepEqual(
      found.map(({ undecided }) => undecided),
      [undefined],
    );
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(stateApart.apart!(workload({ purpose: "state" }), workload({ purpose: "state" })), undefined);
    assert.equal(stateApart.apart!(workload(), workload()), undefined);
    assert.equal(
      stateApart.apart!(workload(), workload({ purpose: "state" })),
      "the program's state is kept apart from what the program makes",
    );
  });
});
