import assert from "node:assert/strict";
import { logsApart } from "../../../policies/guidelines/logs-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Holding } from "../../../policies/landscape/types.ts";
import { findings, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (...holdings: Holding[]) => findings(logsApart, { projects: [projectFacts({ holdings })] });

describe("logs-apart", () => {
  it("has nothing against it alone, nor against projects without it", () => {
    assert.deepEqual(check(holding("logs"), holding("logs")), []);
    assert.deepEqual(check(holding("cluster"), holding("bucket")), []);
  });

  it("refuses anything else beside it", () => {
    assert.deepEqual(check(holding("logs"), holding("cluster")), [
      {
        place: { name: "cluster thing" },
        project: "tst-demo-a1b2",
        found: "a cluster in tst-demo-a1b2, which holds gathered logs",
        allowed: "logs and nothing else",
      },
    ]);
  });

  it("needs neither names nor labels, so it can always decide", () => {
    const nameless: Partial<Holding> = { name: unknown, labels: unknown };
    assert.deepEqual(check(holding("logs", nameless)), []);
    const found = check(holding("logs", nameless), holding("cluster", nameless));
    assert.deepEqual(
      found.map(({ undecided }) => undecided),
      [undefined],
    );
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(logsApart.apart!(workload({ purpose: "logs" }), workload({ purpose: "logs" })), undefined);
    assert.equal(logsApart.apart!(workload(), workload()), undefined);
    assert.equal(
      logsApart.apart!(workload(), workload({ purpose: "logs" })),
      "logs are kept apart from those whose deeds they tell of",
    );
  });
});
