import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";

const allowed = "a folder";

/** A project sits in a folder. */
export const neverUnderOrganization = guideline({
  id: "never-under-organization",
  title: "A project is in a folder, never right under the organisation or outside it",
  topic: "place",
  why: "Rights, policies and budgets are those of folders: a project beside them has none of an environment's rules, and moving it later changes who can do what in it.",
  sources: [
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/security-foundations/organization-structure",
    },
  ],
  appliesTo: "every project",
  remedy: "Move the project into a folder of its environment.",
  check: (landscape) =>
    declared(landscape).flatMap((project) =>
      judge(about(project), [project.parent], allowed, ({ kind }) => {
        if (kind === "folder") return [];
        const found = kind === "none" ? "a project outside the organisation" : "a project right under the organisation";
        return [{ found, allowed }];
      }),
    ),
  good: { says: "A project in a folder", base: "non-production", resources: {} },
  bad: {
    says: "A project right under the organisation",
    base: "non-production",
    resources: { project: { properties: { folderId: null, orgId: "419083752617" } } },
  },
});
