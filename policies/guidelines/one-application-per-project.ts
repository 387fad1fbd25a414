import { differingLabels } from "../apart.ts";
import { guideline } from "../guideline.ts";

/** One application to a project. */
export const oneApplicationPerProject = guideline({
  id: "one-application-per-project",
  title: "A project holds one application",
  topic: "split",
  why: "Rights, quotas and costs are those of a project: two applications in one share all three, and neither can be moved or deleted without the other.",
  sources: [
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
  ],
  appliesTo: "what is in a project and says by its label which application it belongs to",
  remedy: "Move what belongs to the other application into a project of its own.",
  check: (landscape) =>
    differingLabels(landscape, "application", "what belongs to its project's application", (holding, found, usual) => ({
      found: `a ${holding.kind} of the application ${found}`,
      allowed: `what belongs to ${usual}, as the project or what else is in it`,
    })),
  apart: (one, other) =>
    one.application === other.application
      ? undefined
      : `${one.application} and ${other.application} are two applications`,
  good: {
    says: "A bucket of the application that its project is for",
    base: "non-production",
    resources: { bucket: { properties: { labels: { application: "sourcegraph" } } } },
  },
  bad: {
    says: "A bucket of the website in Sourcegraph's project",
    base: "non-production",
    resources: { bucket: { properties: { labels: { application: "website" } } } },
  },
});
