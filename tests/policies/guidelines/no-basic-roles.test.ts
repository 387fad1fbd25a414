import assert from "node:assert/strict";
import { noBasicRoles } from "../../../policies/guidelines/no-basic-roles.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { CustomRoleFacts, GrantFacts } from "../../../policies/landscape/types.ts";
import { context, landscape } from "../../support/landscape.ts";

const grant = (facts: Partial<GrantFacts>): GrantFacts => ({
  place: { name: "grant" },
  on: { kind: "project", id: "tst-demo-a1b2" },
  project: "tst-demo-a1b2",
  role: "roles/logging.viewer",
  member: "group:search@example.com",
  ...facts,
});

const check = (facts: Partial<GrantFacts>) => noBasicRoles.check(landscape({ grants: [grant(facts)] }), context({}));

describe("no-basic-roles", () => {
  it("has nothing against a role of one service", () => {
    assert.deepEqual(check({}), []);
  });

  for (const role of ["roles/owner", "roles/editor", "roles/viewer"]) {
    it(`refuses ${role}`, () => {
      assert.deepEqual(check({ role }), [
        {
          place: { name: "grant" },
          project: "tst-demo-a1b2",
          found: `${role} for group:search@example.com`,
          allowed: "a role of one service",
        },
      ]);
    });
  }

  it("can't say anything of a role that isn't known yet", () => {
    assert.deepEqual(
      check({ role: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });

  for (const role of [
    "roles/resourcemanager.projectIamAdmin",
    "roles/iam.roleAdmin",
    "roles/privilegedaccessmanager.admin",
  ]) {
    it(`refuses ${role} to everybody but those who deploy`, () => {
      assert.deepEqual(
        check({ role }).map(({ found }) => found),
        [`${role}, which gives roles, for group:search@example.com`],
      );
      const deployer = "serviceAccount:deployer-production@tst-seed-k7m2.iam.gserviceaccount.com";
      assert.deepEqual(check({ role, member: deployer }), []);
      assert.equal(check({ role, member: deployer.replace("seed-k7m2", "demo-a1b2") }).length, 1);
      assert.equal(
        check({ role, member: unknown }).every(({ undecided }) => undecided),
        true,
      );
    });
  }

  it("refuses custom roles that give roles", () => {
    const custom = (permissions: CustomRoleFacts["permissions"]) =>
      noBasicRoles
        .check(landscape({ customRoles: [{ place: { name: "role" }, permissions }] }), context({}))
        .map(({ found, undecided }) => (undecided ? "undecided" : found));
    assert.deepEqual(custom(["storage.buckets.get", "iam.roles.get", "iam.roles.list"]), []);
    assert.deepEqual(custom(["storage.buckets.get", "resourcemanager.projects.setIamPolicy", "iam.roles.update"]), [
      "a custom role with resourcemanager.projects.setIamPolicy, iam.roles.update",
    ]);
    assert.deepEqual(custom(["privilegedaccessmanager.entitlements.create"]).length, 1);
    assert.deepEqual(custom(unknown), ["undecided"]);
  });
});
