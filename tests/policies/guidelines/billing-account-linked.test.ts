import assert from "node:assert/strict";
import { billingAccountLinked } from "../../../policies/guidelines/billing-account-linked.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const own = "01C0DE-5EED00-CAFE42";
const check = (billingAccount: ProjectFacts["billingAccount"]) =>
  billingAccountLinked.check(landscape({ projects: [projectFacts({ billingAccount })] }), context({}));

describe("billing-account-linked", () => {
  it("has nothing against the organisation's own", () => {
    assert.deepEqual(check(own), []);
  });

  it("refuses a project that has none, or another", () => {
    assert.deepEqual(check(undefined), [{ ...subject, found: "no billing account", allowed: own }]);
    assert.deepEqual(check("0DDBA1-000000-000000"), [
      { ...subject, found: "the billing account 0DDBA1-000000-000000", allowed: own },
    ]);
  });

  it("can't say anything while it isn't known", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
