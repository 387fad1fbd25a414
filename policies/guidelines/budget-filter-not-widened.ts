import { guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import type { BudgetFacts, Landscape } from "../landscape/types.ts";

const allowed = "a budget of one project or one folder";

/** All budgets, with the project that each was found with. */
const budgetsOf = ({ projects, budgets }: Landscape): { budget: BudgetFacts; project?: string }[] => [
  ...projects.flatMap(({ id, budgets: own }) => own.map((budget) => ({ budget, project: id }))),
  ...budgets.map((budget) => ({ budget })),
];

/** An empty filter is the widest of all. */
export const budgetFilterNotWidened = guideline({
  id: "budget-filter-not-widened",
  title: "No budget counts the whole billing account",
  topic: "update",
  why: "Google takes an empty filter for everything: a budget that loses its project goes on looking like one, is passed on the first day of the month, and what answers to it stops the wrong thing.",
  sources: [
    {
      title: "Google Cloud: create, edit, or delete budgets",
      url: "https://cloud.google.com/billing/docs/how-to/budgets",
    },
  ],
  appliesTo: "every budget",
  remedy: "Name the project, or the folder (resourceAncestors), in the budget's filter.",
  check: (landscape) =>
    budgetsOf(landscape).flatMap(({ budget, project }) =>
      judge(
        { place: budget.place, ...(project !== undefined && { project }) },
        [budget.projects, budget.folders],
        allowed,
        (projects, folders) =>
          projects.length + folders.length > 0
            ? []
            : [{ found: "a budget that counts everything the billing account pays", allowed }],
      ),
    ),
  good: {
    says: "A budget of one project",
    base: "non-production",
    resources: { budget: { properties: { budgetFilter: { projects: ["projects/${project.number}"] } } } },
  },
  bad: {
    says: "A budget that counts every project of the billing account",
    base: "non-production",
    resources: {
      everything: {
        type: "gcp:billing/budget:Budget",
        properties: {
          billingAccount: "${project.billingAccount}",
          displayName: "Everything",
          amount: { specifiedAmount: { currencyCode: "USD", units: "1000" } },
          budgetFilter: { calendarPeriod: "MONTH" },
          thresholdRules: [
            { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
            { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
          ],
        },
      },
    },
  },
});
