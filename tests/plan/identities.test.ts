import assert from "node:assert/strict";
import { matching } from "../../local/google/apis/iam/permission-catalogue.ts";
import { predefinedRoles } from "../../local/google/apis/iam/predefined-roles.ts";
import { bootstrapPlan } from "../../plan/bootstrap.ts";
import { ciPlan } from "../../plan/ci.ts";
import { organizationPlan } from "../../plan/organization.ts";
import { budgetReader, controllerRoles, projectReader } from "../../plan/spending-roles.ts";
import { ownSpecification } from "../support/organization-stacks.ts";

const { organization } = ownSpecification();
const bootstrap = bootstrapPlan(organization);
const tree = organizationPlan(organization);
const grants = [
  ...bootstrap.organizationGrants,
  ...bootstrap.billingGrants,
  ...bootstrap.spendingGrants,
  ...tree.folders.flatMap((folder) => folder.grants),
  ...ciPlan(organization).registries.flatMap((registry) => registry.grants),
];

/** The permissions of the roles that an identity is given anywhere. */
const permissionsOf = (account: string): string[] =>
  grants
    .filter(({ member }) => member.startsWith(`serviceAccount:${account}@`))
    .flatMap(({ role }) => (predefinedRoles.get(role)?.includedPermissions as string[] | undefined) ?? []);

describe("the identities that the plan gives roles to", () => {
  it("have roles whose contents are known", () => {
    const unknown = grants
      .map(({ role }) => role)
      .filter((role) => role.startsWith("roles/") && !predefinedRoles.has(role));
    assert.deepEqual(unknown, []);
  });

  it("can't change anything when they preview, nor read what is stored", () => {
    const reading = new Set(matching("*.get* *.list* *.search* !*.getAccessToken !*.getOpenIdToken !*.getData"));
    const others = permissionsOf("previewer").filter((permission) => !reading.has(permission));
    assert.deepEqual(others, []);
    for (const hidden of ["storage.objects.get", "secretmanager.versions.access", "bigquery.tables.getData"]) {
      assert.ok(!permissionsOf("previewer").includes(hidden), hidden);
    }
  });

  it("can't change anything when they watch production, and read no tables", () => {
    // To preview, the engine encrypts a key of its own under that of the state.
    const reading = new Set(
      matching("*.get* *.list* *.search* *.downloadArtifacts !*.getAccessToken !*.getOpenIdToken"),
    );
    const beyond = permissionsOf("watcher-production").filter((permission) => !reading.has(permission));
    assert.deepEqual([...new Set(beyond)], ["container.clusters.connect", "secretmanager.versions.access"]);
    assert.ok(!permissionsOf("watcher-production").includes("bigquery.tables.getData"));
    const wide = grants.filter(
      ({ role, member }) =>
        member.startsWith("serviceAccount:watcher-production@") && /secretAccessor|objectViewer/.test(role),
    );
    const narrow = new Set([
      ...tree.folders.find(({ key }) => key === "production")!.grants,
      ...bootstrap.spendingGrants,
    ] as unknown[]);
    assert.deepEqual(
      wide.filter((grant) => !narrow.has(grant)),
      [],
    );
  });

  it("can't say who is paid for by the billing account, except the person who bootstraps", () => {
    for (const account of [
      "deployer-production",
      "deployer-nonproduction",
      "watcher-production",
      "previewer",
      "spending-controller",
    ]) {
      assert.ok(!permissionsOf(account).includes("billing.accounts.setIamPolicy"), account);
    }
  });

  it("can't change policies above their projects when they deploy what isn't production", () => {
    const own = permissionsOf("deployer-nonproduction");
    for (const permission of [
      "resourcemanager.organizations.setIamPolicy",
      "resourcemanager.folders.setIamPolicy",
      "orgpolicy.policies.update",
      "iam.serviceAccounts.getAccessToken",
    ]) {
      assert.ok(!own.includes(permission), permission);
    }
  });

  it("can take a billing link away when they limit spending, and not give one", () => {
    const permissions = [...controllerRoles, budgetReader, projectReader].flatMap((role) => role.permissions);
    assert.ok(permissions.includes("resourcemanager.projects.deleteBillingAssignment"));
    for (const permission of [
      "resourcemanager.projects.createBillingAssignment",
      "billing.resourceAssociations.create",
      "billing.accounts.setIamPolicy",
    ]) {
      assert.ok(!permissions.includes(permission), permission);
    }
  });

  it("may bind the tags that they make", () => {
    const own = permissionsOf("deployer-production");
    assert.ok(own.includes("resourcemanager.tagValueBindings.create"));
    assert.ok(own.includes("resourcemanager.hierarchyNodes.createTagBinding"));
  });
});
