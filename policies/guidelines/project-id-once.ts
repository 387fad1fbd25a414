import { guideline } from "../guideline.ts";
import { about, declared } from "../judge.ts";

/** An ID is one project's. */
export const projectIdOnce = guideline({
  id: "project-id-once",
  title: "A project is declared once",
  topic: "project",
  why: "Two stacks that make the same project undo each other's changes at every update, and destroying one takes the other's project with it.",
  sources: [
    {
      title: "Google Cloud: create and manage projects",
      url: "https://cloud.google.com/resource-manager/docs/creating-managing-projects",
    },
  ],
  appliesTo: "every project, across all stacks",
  remedy: "Give one of them an ID of its own, which was never used before.",
  check: (landscape) => {
    const first = new Map<string, string>();
    return declared(landscape).flatMap((project) => {
      const before = first.get(project.id) ?? (project.alsoIn && `the stack ${project.alsoIn}`);
      if (before === undefined) {
        first.set(project.id, project.place.name);
        return [];
      }
      return [
        { ...about(project), found: `the ID ${project.id}, which ${before} has too`, allowed: "an ID of its own" },
      ];
    });
  },
  good: {
    says: "A project with an ID of its own",
    base: "non-production",
    resources: { project: { properties: { projectId: "sgd-once-a1b2" } } },
  },
  bad: {
    says: "Two projects with one ID",
    base: "non-production",
    resources: {
      project: { properties: { projectId: "sgd-once-a1b2" } },
      twin: {
        type: "gcp:organizations/project:Project",
        properties: {
          projectId: "sgd-once-a1b2",
          name: "Twin",
          folderId: "${folder.folderId}",
          billingAccount: "${project.billingAccount}",
          labels: "${project.labels}",
        },
      },
    },
  },
});
