import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";

/** A name is one environment's. */
export const environmentNameOnce = guideline({
  id: "environment-name-once",
  title: "An environment is in one project",
  topic: "project",
  why: "Costs, alarms and people find an environment by its name: where two projects have the same, they look at the wrong one.",
  sources: [
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
  ],
  appliesTo: "every project with a label environment-name, across all stacks",
  remedy: "Give one of the environments another name.",
  check: (landscape) => {
    const first = new Map<string, string>();
    return declared(landscape).flatMap((project) =>
      judge(about(project), [project.labels], "a name of its own", (labels) => {
        const name = labels["environment-name"];
        if (name === undefined) return [];
        const before = first.get(name) ?? project.nameAlsoIn ?? project.id;
        first.set(name, before);
        // The same project twice is another guideline's.
        return before === project.id
          ? []
          : [{ found: `the environment ${name}, which ${before} is too`, allowed: "a name of its own" }];
      }),
    );
  },
  good: {
    says: "A project with a name that no other environment has",
    base: "non-production",
    resources: { project: { properties: { labels: { "environment-name": "only" } } } },
  },
  bad: {
    says: "Two projects of one environment",
    base: "non-production",
    resources: {
      project: { properties: { labels: { "environment-name": "only" } } },
      twin: {
        type: "gcp:organizations/project:Project",
        properties: {
          projectId: "sgd-twin-a1b2",
          name: "Twin",
          folderId: "${folder.folderId}",
          billingAccount: "${project.billingAccount}",
          labels: { "environment-name": "only" },
        },
      },
    },
  },
});
