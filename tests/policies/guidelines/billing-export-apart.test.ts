import assert from "node:assert/strict";
import { billingExportApart } from "../../../policies/guidelines/billing-export-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Holding } from "../../../policies/landscape/types.ts";
import { findings, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (...holdings: Holding[]) => findings(billingExportApart, { projects: [projectFacts({ holdings })] });

describe("billing-export-apart", () => {
  it("has nothing against it alone, nor against projects without it", () => {
    assert.deepEqual(check(holding("billing-export"), holding("billing-export")), []);
    assert.deepEqual(check(holding("dataset"), holding("bucket")), []);
  });

  it("refuses anything else beside it", () => {
    assert.deepEqual(check(holding("billing-export"), holding("dataset")), [
      {
        place: { name: "dataset thing" },
        project: "tst-demo-a1b2",
        found: "a dataset in tst-demo-a1b2, which holds the billing export",
        allowed: "the billing export alone",
      },
    ]);
  });

  it("needs neither names nor labels, so it can always decide", () => {
    const nameless: Partial<Holding> = { name: unknown, labels: unknown };
    assert.deepEqual(check(holding("billing-export", nameless)), []);
    const found = check(holding("billing-export", nameless), holding("dataset", nameless));
    assert.deepEqual(
      found.map(({ undecided }) => undecided),
      [undefined],
    );
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(
      billingExportApart.apart!(workload({ purpose: "billing-export" }), workload({ purpose: "billing-export" })),
      undefined,
    );
    assert.equal(billingExportApart.apart!(workload(), workload()), undefined);
    assert.equal(
      billingExportApart.apart!(workload(), workload({ purpose: "billing-export" })),
      "the billing export is kept apart, as it tells of everybody's spending",
    );
  });
});
