import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { environmentAround } from "../landscape/questions.ts";

/** A project sits where its environment is. */
export const underFolderOfItsEnvironment = guideline({
  id: "under-folder-of-its-environment",
  title: "A project sits under the folder of its environment",
  topic: "place",
  why: "Rights and policies are inherited from folders: a project of production below another environment's folder is open to that environment's people and free of production's rules.",
  sources: [
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/blueprints/security-foundations/organization-structure",
    },
  ],
  appliesTo: "every project with a label environment",
  remedy: "Move the project into a folder of its environment, or mend its label.",
  check: (landscape) =>
    declared(landscape).flatMap((project) =>
      judge(
        about(project),
        [project.labels, environmentAround(landscape, project.parent)],
        "a folder of the environment that its label says",
        (labels, around) =>
          labels.environment === undefined || around === undefined || labels.environment === around
            ? []
            : [
                {
                  found: `a project labelled ${labels.environment} under a folder of ${around}`,
                  allowed: `a folder of ${labels.environment}`,
                },
              ],
      ),
    ),
  good: {
    says: "A project whose label is that of the folder around it",
    base: "non-production",
    resources: { project: { properties: { labels: { environment: "non-production" } } } },
  },
  bad: {
    says: "A project labelled production in a folder of non-production",
    base: "non-production",
    resources: { project: { properties: { labels: { environment: "production" } } } },
  },
});
