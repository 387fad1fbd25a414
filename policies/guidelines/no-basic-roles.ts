import type { Organization } from "../../spec/schema/organization.ts";
import { type Finding, guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import { isKnown } from "../landscape/maybe.ts";
import { homeOf } from "../landscape/questions.ts";
import type { Landscape } from "../landscape/types.ts";

/** The old ones, and those that Google gives beside them since. */
const basic = ["owner", "editor", "viewer", "admin", "writer", "reader"].map((role) => `roles/${role}`);

/** Roles by which somebody gives any other to anybody, themselves included. */
const giving = [
  "roles/iam.organizationRoleAdmin",
  "roles/iam.roleAdmin",
  "roles/iam.securityAdmin",
  "roles/iam.serviceAccountAdmin",
  "roles/iam.workloadIdentityPoolAdmin",
  "roles/privilegedaccessmanager.admin",
  "roles/resourcemanager.folderAdmin",
  "roles/resourcemanager.folderIamAdmin",
  "roles/resourcemanager.organizationAdmin",
  "roles/resourcemanager.projectIamAdmin",
];

/** Permissions that come to the same. */
const gives =
  /\.setIamPolicy$|^iam\.roles\.(?:create|update)$|^privilegedaccessmanager\.entitlements\.(?:create|update)$/;

/** Roles that give roles, but for those of the identities that deploy: they are in the project of state and identities. */
function givers({ grants, projects }: Landscape, { projects: { seed } }: Organization): Finding[] {
  const { number } = projects.find(({ id }) => id === seed.id) ?? {};
  const allowed = "roles that give roles for the identities that deploy alone";
  return grants.flatMap((grant) => {
    // Of what isn't known it is said already that it may be a basic role.
    if (!isKnown(grant.role) || !isKnown(grant.member) || !giving.includes(grant.role)) return [];
    return judge(grant, [grant.role, grant.member], allowed, (role, member) => {
      const home = homeOf(member);
      return home !== undefined && (home === seed.id || home === number)
        ? []
        : [{ found: `${role}, which gives roles, for ${member}`, allowed }];
    });
  });
}

/** Roles that somebody made, and that give roles. */
const givingCustom = ({ customRoles = [] }: Landscape): Finding[] =>
  customRoles.flatMap((role) => {
    const allowed = "permissions that give nobody others";
    return judge(role, [role.permissions], allowed, (permissions) => {
      const found = permissions.filter((permission) => gives.test(permission));
      return found.length === 0 ? [] : [{ found: `a custom role with ${found.join(", ")}`, allowed }];
    });
  });

/** Nobody has a role that is about everything. */
export const noBasicRoles = guideline({
  id: "no-basic-roles",
  title: "Nobody has a basic role, and only what deploys has one that gives roles",
  topic: "access",
  why: "Owner, editor and viewer reach every service of a project, those that are added later too: nobody can say what somebody with one of them can do. Whoever may give roles can take all of them.",
  sources: [
    {
      title: "Google Cloud: use IAM securely",
      url: "https://cloud.google.com/iam/docs/using-iam-securely",
    },
  ],
  appliesTo: "every grant on a project, a folder, the organisation, or something in a project, and custom roles",
  remedy: "Give the roles of the services that are needed, such as roles/logging.viewer.",
  check: (landscape, { organization }) => [
    ...landscape.grants.flatMap((grant) =>
      judge(grant, [grant.role, grant.member], "a role of one service", (role, member) =>
        basic.includes(role) ? [{ found: `${role} for ${member}`, allowed: "a role of one service" }] : [],
      ),
    ),
    ...givers(landscape, organization),
    ...givingCustom(landscape),
  ],
  good: {
    says: "A group with a role of one service",
    base: "non-production",
    resources: { access: { properties: { role: "roles/logging.viewer" } } },
  },
  bad: {
    says: "A group that may edit everything",
    base: "non-production",
    resources: { access: { properties: { role: "roles/editor" } } },
  },
});
