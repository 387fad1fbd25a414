import { purposeApart } from "../apart.ts";
import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { environmentOfProject } from "../landscape/questions.ts";
import type { HoldingKind } from "../landscape/types.ts";

const building: readonly HoldingKind[] = ["runner", "images"];
const deploying: readonly HoldingKind[] = ["deployer", "state"];
const running: readonly HoldingKind[] = ["cluster", "database", "function"];
/** Nothing is deployed into projects of these. */
const foundations: readonly (string | undefined)[] = ["ci", "common"];

/** What builds is neither where things run, nor where what deploys them is. */
export const ciApart = guideline({
  id: "ci-apart",
  title: "Continuous integration is apart from what is deployed, and from what deploys it",
  topic: "split",
  why: "It runs code that nobody has reviewed yet: beside what runs, or with the identities and the state that deploy, such code would reach production before its review.",
  sources: [
    {
      title: "Google Cloud: deployment methodology",
      url: "https://cloud.google.com/architecture/security-foundations/deployment-methodology",
    },
  ],
  appliesTo: "every project with runners, images, identities that deploy, or state",
  remedy:
    "Keep runners, their identities and images in the project for continuous integration, and identities that deploy with the state.",
  check: (landscape) =>
    landscape.projects.flatMap((project) => {
      const has = (kinds: readonly HoldingKind[]) => project.holdings.some(({ kind }) => kinds.includes(kind));
      const environment = environmentOfProject(landscape, project);
      return project.holdings.flatMap(({ kind, place }) => {
        const subject = { ...about(project), place };
        if (building.includes(kind)) {
          const allowed = "a project for continuous integration";
          return has(running)
            ? judge(subject, [], allowed, () => [{ found: `${kind} where something is deployed to`, allowed }])
            : judge(subject, [environment], allowed, (around) =>
                around === undefined || foundations.includes(around)
                  ? []
                  : [{ found: `${kind} in a project of ${around}`, allowed }],
              );
        }
        if (!deploying.includes(kind)) return [];
        const allowed = "a project without continuous integration";
        return has(building)
          ? judge(subject, [], allowed, () => [{ found: `a ${kind} beside runners or images`, allowed }])
          : judge(subject, [environment], allowed, (around) =>
              around === "ci" ? [{ found: `a ${kind} in a project of ci`, allowed }] : [],
            );
      });
    }),
  apart: purposeApart("ci", "continuous integration runs unreviewed code, so it is kept apart"),
  good: { says: "A project that things are deployed to and not built in", base: "non-production", resources: {} },
  bad: {
    says: "Images in a project that is deployed to",
    base: "non-production",
    resources: {
      images: {
        type: "gcp:artifactregistry/repository:Repository",
        properties: {
          project: "${project.projectId}",
          location: "us-central1",
          repositoryId: "images",
          format: "DOCKER",
        },
      },
    },
  },
});
