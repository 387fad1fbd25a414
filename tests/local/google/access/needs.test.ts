import assert from "node:assert/strict";
import { needsOf } from "../../../../local/google/access/needs.ts";
import { permissionCatalogue } from "../../../../local/google/apis/iam/permission-catalogue.ts";
import { predefinedRoles } from "../../../../local/google/apis/iam/predefined-roles.ts";
import { apis } from "../../../../local/google/apis/index.ts";

const named = (needs: ReturnType<typeof needsOf>): string[] =>
  typeof needs === "string"
    ? [needs]
    : (needs ?? []).map((need) => (typeof need === "string" ? need : need.permission));

describe("local Google: what methods need", () => {
  for (const api of apis) {
    it(`is said of every method of ${api.host}, and of no other`, () => {
      const methods = new Set(api.routes.map(({ id }) => id));
      assert.deepEqual(
        [...methods].filter((id) => needsOf(api.permissions, id) === undefined),
        [],
      );
      assert.deepEqual(
        Object.keys(api.permissions).filter((id) => !methods.has(id)),
        [],
      );
    });

    it(`is named in the catalogue for ${api.host}`, () => {
      const known = new Set(permissionCatalogue);
      const asked = Object.keys(api.permissions).flatMap((id) => named(needsOf(api.permissions, id)));
      assert.deepEqual(
        asked.filter((permission) => !known.has(permission)),
        [],
      );
    });
  }

  it("is given by a role besides the basic ones", () => {
    const basic = ["roles/owner", "roles/editor", "roles/viewer"];
    const given = new Set(
      [...predefinedRoles].flatMap(([name, role]) =>
        basic.includes(name) ? [] : (role.includedPermissions as string[]),
      ),
    );
    const asked = apis.flatMap((api) => Object.keys(api.permissions).flatMap((id) => named(api.permissions[id])));
    assert.deepEqual([...new Set(asked)].filter((permission) => !given.has(permission)).toSorted(), [
      "resourcemanager.projects.undelete",
    ]);
  });

  for (const [role, has, hasNot] of [
    ["editor", "compute.instances.create", "resourcemanager.projects.setIamPolicy"],
    ["viewer", "compute.instances.get", "storage.objects.get"],
    ["iam.securityReviewer", "secretmanager.secrets.getIamPolicy", "secretmanager.versions.access"],
    ["iam.serviceAccountAdmin", "iam.serviceAccounts.create", "iam.serviceAccounts.actAs"],
    ["resourcemanager.tagAdmin", "resourcemanager.tagValues.create", "resourcemanager.tagValueBindings.create"],
    ["compute.networkAdmin", "compute.networks.updatePolicy", "compute.firewalls.create"],
    ["billing.user", "billing.resourceAssociations.create", "billing.accounts.setIamPolicy"],
    ["cloudfunctions.developer", "cloudfunctions.functions.update", "run.services.setIamPolicy"],
    [
      "resourcemanager.organizationAdmin",
      "resourcemanager.organizations.setIamPolicy",
      "resourcemanager.folders.create",
    ],
  ] as const) {
    it(`is not in ${role} more than Google lists`, () => {
      const permissions = predefinedRoles.get(`roles/${role}`)!.includedPermissions as string[];
      assert.ok(permissions.includes(has), `${role} has ${has}`);
      assert.ok(!permissions.includes(hasNot), `${role} doesn't have ${hasNot}`);
    });
  }
});
