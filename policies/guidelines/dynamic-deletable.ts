import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { environmentOfProject, perhapsIn } from "../landscape/questions.ts";

const allowed = "nothing that stands in the way of its deletion";

/** What ends can be taken down. */
export const dynamicDeletable = guideline({
  id: "dynamic-deletable",
  title: "A dynamic environment can be deleted at any time",
  topic: "dynamic",
  why: "Environments that have ended are deleted by a machine at night: one protected thing in them stops it, and the rest goes on costing.",
  sources: [
    { title: "Pulumi: resource option protect", url: "https://www.pulumi.com/docs/iac/concepts/options/protect/" },
    {
      title: "Google Cloud: protecting projects with liens",
      url: "https://cloud.google.com/resource-manager/docs/project-liens",
    },
  ],
  appliesTo: "every project of the environment dynamic, and what is in it",
  remedy:
    "Leave out protect and the lien, set deletionPolicy: DELETE and deletionProtection: false, and lock no retention; what has to be kept belongs into another kind of environment.",
  check: (landscape) =>
    perhapsIn(landscape, "dynamic").flatMap((project) => {
      const environment = environmentOfProject(landscape, project);
      const { deletion } = project;
      return [
        ...judge(about(project), [environment, deletion.prevented, deletion.lien], allowed, (_, prevented, lien) => {
          const found = [
            deletion.protected && "a project that the engine protects",
            prevented && "a project with deletionPolicy: PREVENT",
            lien && "a project with a lien",
          ].filter((each) => each !== undefined && each !== false);
          return found.map((each) => ({ found: each, allowed }));
        }),
        ...project.holdings
          .filter((holding) => holding.protected)
          .flatMap((holding) =>
            judge({ ...about(project), place: holding.place }, [environment], allowed, () => [
              { found: `a ${holding.kind} that the engine protects`, allowed },
            ]),
          ),
        ...(project.obstacles ?? []).flatMap(({ place, by, stands }) =>
          judge({ ...about(project), place }, [environment, stands], allowed, (_, refuses) =>
            refuses ? [{ found: `${by} on what has to be deleted with it`, allowed }] : [],
          ),
        ),
      ];
    }),
  good: {
    says: "A project that may be deleted",
    base: "dynamic",
    resources: { project: { properties: { deletionPolicy: "DELETE" } } },
  },
  bad: {
    says: "A dynamic project that is protected",
    base: "dynamic",
    resources: { project: { options: { protect: true } } },
  },
});
