import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { isKnown, type Maybe, unknown } from "../landscape/maybe.ts";
import type { BudgetFacts, Landscape, ProjectFacts } from "../landscape/types.ts";

/** Whether a budget counts one project, and nothing else. */
function isOwn({ projects, folders }: BudgetFacts, { id, number }: ProjectFacts): Maybe<boolean> {
  if (!isKnown(projects) || !isKnown(folders)) return unknown;
  if (projects.length !== 1 || folders.length > 0) return false;
  const [only] = projects as [string];
  if (only === id || only === number) return true;
  // A number says nothing as long as the project's own isn't known.
  return number === undefined && /^\d+$/.test(only) ? unknown : false;
}

/** Whether some budget is the project's own; one that counts nobody knows what may be. */
function hasOwn(project: ProjectFacts, { budgets }: Landscape): Maybe<boolean> {
  const answers = project.budgets.map((budget) => isOwn(budget, project));
  if (answers.includes(true)) return true;
  return answers.includes(unknown) || budgets.some(({ projects }) => !isKnown(projects)) ? unknown : false;
}

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
      judge(about(project), [hasOwn(project, landscape)], "a budget of its own", (own) =>
        own ? [] : [{ found: "no budget that counts it alone", allowed: "a budget of its own" }],
      ),
    ),
  good: {
    says: "A budget that counts the project's own number",
    base: "non-production",
    resources: { budget: { properties: { budgetFilter: { projects: ["projects/${project.number}"] } } } },
  },
  bad: { says: "A project without a budget", base: "non-production", resources: { budget: null } },
});
