import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { constraintsOf } from "../../bootstrap/preflight/policies.ts";
import { billingPermissions, chargedApis, organizationPermissions } from "../../bootstrap/requirements.ts";
import { stepTitles } from "../../bootstrap/steps.ts";
import { founderRoles, readerRoles } from "../support/guided-bootstrap.ts";
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

  it("has a second administrator given the roles that it was tried with", () => {
    assert.deepEqual(rows(/folders add-iam-policy-binding COMMON \S+ --role=(\S+)$/gm), readerRoles);
  });

  it("has the APIs enabled that calls are charged by", () => {
    const [, command] = /gcloud services enable ((?:.|\\\n)+?) --project=PREFIX-admin-XXXX/.exec(page)!;
    assert.deepEqual(command!.match(/[a-z]+\.googleapis\.com/g), chargedApis);
  });

  it("names the steps, and how many constraints are looked at", () => {
    assert.deepEqual(rows(/^\| `(\w+)` \| /gm), Object.keys(stepTitles));
    assert.equal(constraintsOf(goodSpecification().organization).length, 13);
    assert.match(page, /\| thirteen constraints,/);
  });
});
