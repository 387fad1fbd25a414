import assert from "node:assert/strict";
import { groupsNotPeople } from "../../../policies/guidelines/groups-not-people.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import { context, grantFacts, landscape } from "../../support/landscape.ts";

const check = (member: GrantFacts["member"], exempt: string[] = []) =>
  groupsNotPeople.check(landscape({ grants: [grantFacts({ member })] }), context({ exempt } as never));
const subject = { place: { name: "grant" }, project: "tst-demo-a1b2" };
const workforce = "principal://iam.googleapis.com/locations/global/workforcePools/pool/subject/somebody";

describe("groups-not-people", () => {
  it("has nothing against groups and identities", () => {
    assert.deepEqual(check("group:search@example.com"), []);
    assert.deepEqual(check("serviceAccount:a@tst-demo-a1b2.iam.gserviceaccount.com"), []);
  });

  it("refuses people", () => {
    assert.deepEqual(check("user:somebody@example.com"), [
      { ...subject, found: "access for the person somebody@example.com", allowed: "a group" },
    ]);
    assert.deepEqual(check(workforce), [
      { ...subject, found: `access for the person ${workforce}`, allowed: "a group" },
    ]);
  });

  it("refuses everybody of a domain at once", () => {
    assert.deepEqual(check("domain:example.com"), [
      { ...subject, found: "access for everybody of example.com", allowed: "a group" },
    ]);
  });

  it("leaves those alone whom its parameter names", () => {
    assert.deepEqual(check("user:admin@example.com", ["user:admin@example.com"]), []);
    assert.equal(groupsNotPeople.parameters!.safeParse({ exempt: ["admin@example.com"] }).success, false);
  });

  it("can't say anything of a member that isn't known yet", () => {
    assert.deepEqual(
      check(unknown).map(({ undecided }) => undecided),
      [true],
    );
  });
});
