import assert from "node:assert/strict";
import { defaultAccountWithoutRights } from "../../../policies/guidelines/default-account-without-rights.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const check = (defaultAccount: ProjectFacts["defaultAccount"]) =>
  defaultAccountWithoutRights.check(landscape({ projects: [projectFacts({ defaultAccount })] }), context({}));

describe("default-account-without-rights", () => {
  it("has nothing against an account without rights, nor against none", () => {
    assert.deepEqual(check("deprivileged"), []);
    assert.deepEqual(check("absent"), []);
  });

  it("refuses an account that is an editor", () => {
    assert.deepEqual(check("editor"), [
      {
        ...subject,
        found: "a default service account that may edit everything",
        allowed: "no role for it, or no Compute API",
      },
    ]);
  });

  it("can't say anything while its rights aren't known", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
