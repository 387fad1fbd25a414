import { differingLabels } from "../apart.ts";
import { guideline } from "../guideline.ts";

/** One environment to a project. */
export const oneEnvironmentPerProject = guideline({
  id: "one-environment-per-project",
  title: "A project holds one environment",
  topic: "split",
  why: "What is tried in one environment reaches the others in the same project: they share rights, networks and quotas, and a mistake made in a test is a mistake made everywhere.",
  sources: [
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
    {
      title: "Google Cloud: using resource hierarchy for access control",
      url: "https://cloud.google.com/iam/docs/resource-hierarchy-access-control",
    },
  ],
  appliesTo: "what is in a project and says by its labels environment and environment-name what it is part of",
  remedy: "Move what is part of the other environment into that environment's own project.",
  check: (landscape) =>
    ["environment", "environment-name"].flatMap((label) =>
      differingLabels(landscape, label, "what is part of its project's environment", (holding, found, usual) => ({
        found: `a ${holding.kind} labelled ${label} ${found}`,
        allowed: `${label} ${usual}, as the project or what else is in it`,
      })),
    ),
  apart: (one, other) => {
    if (one.environment !== other.environment) {
      return `one is of ${one.environment} and the other of ${other.environment}`;
    }
    return one.instance === undefined || other.instance === undefined || one.instance === other.instance
      ? undefined
      : `${one.instance} and ${other.instance} are two environments`;
  },
  good: {
    says: "A bucket of the environment that its project is of",
    base: "non-production",
    resources: { bucket: { properties: { labels: { environment: "non-production" } } } },
  },
  bad: {
    says: "A bucket of a dynamic environment in a project of non-production",
    base: "non-production",
    resources: { bucket: { properties: { labels: { environment: "dynamic" } } } },
  },
});
