import { guideline } from "../guideline.ts";
import { about, declared } from "../judge.ts";

/** No project without a budget. */
export const budgetForEachProject = guideline({
  id: "budget-for-each-project",
  title: "Every project has a budget of its own",
  topic: "project",
  why: "Without one nobody hears of spending before the invoice; in a budget of several projects nobody can tell which one it was.",
  sources: [
    {
      title: "Google Cloud: create, edit, or delete budgets",
      url: "https://cloud.google.com/billing/docs/how-to/budgets",
    },
  ],
  appliesTo: "every project",
  remedy: "Give the project a budget whose filter is its own number and nothing else.",
  check: (landscape) =>
    declared(landscape).flatMap((project) =>
      project.budgets.length > 0
        ? []
        : [{ ...about(project), found: "no budget that counts it alone", allowed: "a budget of its own" }],
    ),
  good: {
    says: "A budget that counts the project's own number",
    base: "non-production",
    resources: { budget: { properties: { budgetFilter: { projects: ["projects/${project.number}"] } } } },
  },
  bad: { says: "A project without a budget", base: "non-production", resources: { budget: null } },
});
