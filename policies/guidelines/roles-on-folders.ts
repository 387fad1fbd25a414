import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import { unknown } from "../landscape/maybe.ts";
import { isHuman, projectNamed } from "../landscape/questions.ts";

const allowed = "the owning team's group; all others have their roles on the folder";

/** What many projects have in common is said once. */
export const rolesOnFolders = guideline({
  id: "roles-on-folders",
  title: "People have their roles on folders, but for the team that owns a project",
  topic: "access",
  level: "advisory",
  why: "Roles that are given project by project drift apart, and nobody sees who can reach what. On a folder it is one line, which new projects inherit.",
  sources: [
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/blueprints/security-foundations/organization-structure",
    },
  ],
  appliesTo: "grants on projects to groups and people",
  remedy: "Give the role on the folder, in the access of the folder in organization.yaml.",
  check: ({ grants, projects }, { organization: { teams } }) =>
    grants
      .filter(({ on }) => on.kind === "project")
      .flatMap((grant) => {
        const labels = projectNamed({ projects }, grant.on.id)?.labels ?? unknown;
        return judge(grant, [grant.role, grant.member, labels], allowed, (role, member, { owner }) => {
          const own = owner === undefined ? undefined : teams[owner];
          return !isHuman(member) || member.toLowerCase() === `group:${own?.group}`.toLowerCase()
            ? []
            : [{ found: `${role} for ${member} on the project ${grant.on.id}`, allowed }];
        });
      }),
  good: {
    says: "A group with a role on the folder",
    base: "non-production",
    resources: {
      readers: {
        type: "gcp:folder/iAMMember:IAMMember",
        properties: {
          folder: "${folder.name}",
          role: "roles/logging.viewer",
          member: "group:gcp-release@sourcegraph-distribution.example",
        },
      },
    },
  },
  bad: {
    says: "Another team's group with a role on the project",
    base: "non-production",
    resources: {
      readers: {
        type: "gcp:projects/iAMMember:IAMMember",
        properties: {
          project: "${project.projectId}",
          role: "roles/logging.viewer",
          member: "group:gcp-release@sourcegraph-distribution.example",
        },
      },
    },
  },
});
