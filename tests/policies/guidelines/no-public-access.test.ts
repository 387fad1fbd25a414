import assert from "node:assert/strict";
import { noPublicAccess } from "../../../policies/guidelines/no-public-access.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import { context, grantFacts, landscape } from "../../support/landscape.ts";

const check = (member: GrantFacts["member"]) =>
  noPublicAccess.check(landscape({ grants: [grantFacts({ member })] }), context({}));
const subject = { place: { name: "grant" }, project: "tst-demo-a1b2" };

describe("no-public-access", () => {
  it("has nothing against a group", () => {
    assert.deepEqual(check("group:search@example.com"), []);
  });

  for (const member of ["allUsers", "allAuthenticatedUsers"]) {
    it(`refuses ${member}`, () => {
      assert.deepEqual(check(member), [
        { ...subject, found: `access for ${member}`, allowed: "groups and identities of the organisation" },
      ]);
    });
  }

  it("can't say anything of a member that isn't known yet", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
