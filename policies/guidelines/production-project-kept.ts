import type { Organization } from "../../spec/schema/organization.ts";
import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { isKnown } from "../landscape/maybe.ts";
import { environmentOfProject, isRetired } from "../landscape/questions.ts";

/** The environments whose projects nobody deletes by accident: production, and what all others stand on. */
const kept: readonly (string | undefined)[] = ["production", "common", "ci"];

const isShared = ({ projects }: Organization, id: string): boolean =>
  Object.values(projects).some((project) => project?.id === id);

const allowed = "protect, deletionPolicy: PREVENT and a lien";

/** Three locks, each of which somebody else holds. */
export const productionProjectKept = guideline({
  id: "production-project-kept",
  title: "A project of production, or one that all share, can't be deleted or replaced by accident",
  topic: "update",
  why: "Deleting a project takes all that is in it at once, and its ID never comes back. An update that renames or moves something may mean exactly that.",
  sources: [
    {
      title: "Google Cloud: protecting projects with liens",
      url: "https://cloud.google.com/resource-manager/docs/project-liens",
    },
    { title: "Pulumi: resource option protect", url: "https://www.pulumi.com/docs/iac/concepts/options/protect/" },
  ],
  appliesTo: "projects of production, common and ci, unless the label retired says that they may go",
  remedy:
    "Set protect: true and deletionPolicy: PREVENT, and add a lien. An environment that may go is retired first: `sgdist env retire`.",
  check: (landscape, { organization }) =>
    declared(landscape).flatMap((project) => {
      const shared = isShared(organization, project.id);
      const environment = shared ? "common" : environmentOfProject(landscape, project);
      if (isKnown(environment) && !kept.includes(environment)) return [];
      const { protected: guarded, prevented, lien } = project.deletion;
      return judge(
        about(project),
        [environment, project.labels, prevented, lien],
        allowed,
        (_, labels, refuses, held) => {
          // Nobody but the engine sees some of the locks: what is absent isn't judged.
          const missing = [
            guarded === false && "protect",
            refuses === false && "deletionPolicy: PREVENT",
            !held && "a lien",
          ];
          const names = missing.filter((each) => each !== false);
          return names.length === 0 || (isRetired(labels) && !shared)
            ? []
            : [{ found: `a project without ${names.join(", ")}`, allowed }];
        },
      );
    }),
  good: {
    says: "A project of production that is protected",
    base: "production",
    resources: { project: { properties: { deletionPolicy: "PREVENT" }, options: { protect: true } } },
  },
  bad: {
    says: "A project of production without a lien",
    base: "production",
    resources: { lien: null },
  },
});
