import { type Finding, guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { environmentAround } from "../landscape/questions.ts";
import type { Landscape } from "../landscape/types.ts";

/** Projects in a folder of another environment than their label's, or of none. */
const misplacedProjects = (landscape: Landscape): Finding[] =>
  declared(landscape).flatMap((project) =>
    judge(
      about(project),
      [project.labels, project.parent, environmentAround(landscape, project.parent)],
      "a folder of the environment that its label says",
      ({ environment }, { kind }, around) => {
        // That it is in no folder at all is another guideline's.
        if (environment === undefined || environment === around || kind !== "folder") return [];
        return [
          {
            found: `a project labelled ${environment} under ${around === undefined ? "folders of no environment" : `a folder of ${around}`}`,
            allowed: `a folder of ${environment}`,
          },
        ];
      },
    ),
  );

/** Folders that are of another environment than what they are in, and those at the top that are of none. */
const misplacedFolders = (landscape: Landscape): Finding[] =>
  [...landscape.folders.values()].flatMap(({ name, place, environment, parent }) => {
    const subject = { place: place ?? { name: `folder ${name}` } };
    if (environment === undefined) {
      const allowed = "a tag that says which environment it is of";
      // What is further down is what the folder around it is, which may be of none: that is said once.
      return judge(subject, [parent], allowed, ({ kind }) =>
        kind === "organization" ? [{ found: "a folder of no environment", allowed }] : [],
      );
    }
    return judge(
      subject,
      [environment, environmentAround(landscape, parent)],
      "the environment around it",
      (own, around) =>
        around === undefined || own === around
          ? []
          : [{ found: `a folder of ${own} in a folder of ${around}`, allowed: `a folder of ${around}` }],
    );
  });

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
  appliesTo: "every project with a label environment, and every folder",
  remedy:
    "Move the project into a folder of its environment, or mend its label. Bind the tag environment to every folder right under the organisation, and none that differs to a folder inside.",
  check: (landscape) => [...misplacedProjects(landscape), ...misplacedFolders(landscape)],
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
