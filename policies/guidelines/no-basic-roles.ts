import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";

/** The old ones, and those that Google gives beside them since. */
const basic = ["owner", "editor", "viewer", "admin", "writer", "reader"].map((role) => `roles/${role}`);

/** Nobody has a role that is about everything. */
export const noBasicRoles = guideline({
  id: "no-basic-roles",
  title: "Nobody has a basic role",
  topic: "access",
  why: "Owner, editor and viewer reach every service of a project, those that are added later too: nobody can say what somebody with one of them can do.",
  sources: [
    {
      title: "Google Cloud: use IAM securely",
      url: "https://cloud.google.com/iam/docs/using-iam-securely",
    },
  ],
  appliesTo: "every grant on a project, a folder, the organisation, or something in a project",
  remedy: "Give the roles of the services that are needed, such as roles/logging.viewer.",
  check: ({ grants }) =>
    grants.flatMap((grant) =>
      judge(grant, [grant.role, grant.member], "a role of one service", (role, member) =>
        basic.includes(role) ? [{ found: `${role} for ${member}`, allowed: "a role of one service" }] : [],
      ),
    ),
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
