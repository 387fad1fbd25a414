import assert from "node:assert/strict";
import { ownPeopleOnly } from "../../../policies/guidelines/own-people-only.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import { undecided } from "../../support/guideline.ts";
import { context, grantFacts, landscape, projectFacts } from "../../support/landscape.ts";

const check = (member: GrantFacts["member"], domains: string[] = [], projects: string[] = []) =>
  ownPeopleOnly.check(
    landscape({
      grants: [grantFacts({ member })],
      projects: [
        projectFacts({ number: "77" }),
        projectFacts({ id: "tst-live-t5wk", declared: false }),
        projectFacts({ id: "named-alone", declared: false, labels: unknown }),
      ],
    }),
    context({ domains, projects } as never),
  );
const allowed = "members of example.com, and identities of the organisation's own projects";
const subject = { place: { name: "grant" }, project: "tst-demo-a1b2" };

describe("own-people-only", () => {
  it("has nothing against the organisation's own, nor against identities", () => {
    assert.deepEqual(check("group:search@example.com"), []);
    assert.deepEqual(check("user:somebody@EXAMPLE.com"), []);
    assert.deepEqual(check("domain:example.com"), []);
    for (const home of ["tst-demo-a1b2", "tst-live-t5wk", "gcp-sa-logging"]) {
      assert.deepEqual(check(`serviceAccount:a@${home}.iam.gserviceaccount.com`), []);
    }
    assert.deepEqual(check("serviceAccount:77-compute@developer.gserviceaccount.com"), []);
    assert.deepEqual(check("serviceAccount:cloud-logs@system.gserviceaccount.com"), []);
  });

  for (const member of [
    "group:team@example.org",
    "user:somebody@sub.example.com",
    "domain:gmail.com",
    "serviceAccount:a@somewhere-else.iam.gserviceaccount.com",
    "serviceAccount:a@named-alone.iam.gserviceaccount.com",
    "projectEditor:somewhere-else",
  ]) {
    it(`refuses ${member}`, () => {
      assert.deepEqual(check(member), [{ ...subject, found: `access for ${member}`, allowed }]);
    });
  }

  it("lets those in whose domain its parameter names", () => {
    assert.deepEqual(check("group:team@example.org", ["example.org"]), []);
    const foreign = "serviceAccount:a@somewhere-else.iam.gserviceaccount.com";
    assert.deepEqual(check(foreign, [], ["somewhere-else"]), []);
    assert.equal(ownPeopleOnly.parameters!.safeParse({ domains: ["@example.org"] }).success, false);
  });

  it("can't say anything of an identity while its project may be beside what is looked at", () => {
    const grants = [grantFacts({ member: "serviceAccount:a@somewhere-else.iam.gserviceaccount.com" })];
    const found = ownPeopleOnly.check(
      landscape({ grants, alone: true }),
      context({ domains: [], projects: [] } as never),
    );
    assert.ok(undecided(found));
  });

  it("can't say anything of an identity whose project is a number that nobody knows", () => {
    assert.ok(undecided(check("serviceAccount:99-compute@developer.gserviceaccount.com")));
  });

  it("can't say anything of a member that isn't known yet", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
