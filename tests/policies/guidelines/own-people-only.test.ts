import assert from "node:assert/strict";
import { ownPeopleOnly } from "../../../policies/guidelines/own-people-only.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import { context, grantFacts, landscape } from "../../support/landscape.ts";

const check = (member: GrantFacts["member"], domains: string[] = []) =>
  ownPeopleOnly.check(landscape({ grants: [grantFacts({ member })] }), context({ domains } as never));
const subject = { place: { name: "grant" }, project: "tst-demo-a1b2" };

describe("own-people-only", () => {
  it("has nothing against the organisation's own, nor against identities", () => {
    assert.deepEqual(check("group:search@example.com"), []);
    assert.deepEqual(check("user:somebody@EXAMPLE.com"), []);
    assert.deepEqual(check("domain:example.com"), []);
    assert.deepEqual(check("serviceAccount:a@somewhere-else.iam.gserviceaccount.com"), []);
  });

  for (const member of ["group:team@example.org", "user:somebody@sub.example.com", "domain:gmail.com"]) {
    it(`refuses ${member}`, () => {
      assert.deepEqual(check(member), [
        { ...subject, found: `access for ${member}`, allowed: "members of example.com" },
      ]);
    });
  }

  it("lets those in whose domain its parameter names", () => {
    assert.deepEqual(check("group:team@example.org", ["example.org"]), []);
    assert.equal(ownPeopleOnly.parameters!.safeParse({ domains: ["@example.org"] }).success, false);
  });

  it("can't say anything of a member that isn't known yet", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
