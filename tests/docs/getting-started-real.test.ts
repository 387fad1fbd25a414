import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { constraintsOf } from "../../bootstrap/preflight/policies.ts";
import { billingPermissions, organizationPermissions } from "../../bootstrap/requirements.ts";
import { stepTitles } from "../../bootstrap/steps.ts";
import { founderRoles } from "../support/guided-bootstrap.ts";
import { goodSpecification } from "../support/specification.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "getting-started-real.md"), "utf8");
const rows = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, found]) => found!);

describe("the guide of an hour to a real organisation", () => {
  it("asks for the roles that hold what is needed, which are those that it was tried with", () => {
    const onOrganization = rows(/^\| the organisation \| `(roles\/\S+)` \|$/gm).toSorted();
    assert.deepEqual(onOrganization, [...new Set(organizationPermissions.map(({ role }) => role))].toSorted());
    assert.deepEqual(onOrganization, founderRoles.toSorted());
    const onAccount = rows(/^\| the billing account \| `(roles\/\S+)` \|$/gm);
    assert.deepEqual(onAccount, [...new Set(billingPermissions.map(({ role }) => role))]);
  });

  it("names the steps, and how many constraints are looked at", () => {
    assert.deepEqual(rows(/^\| `(\w+)` \| /gm), Object.keys(stepTitles));
    assert.equal(constraintsOf(goodSpecification().organization).length, 13);
    assert.match(page, /\| thirteen constraints,/);
  });
});
