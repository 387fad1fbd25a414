import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { isKnown, unknown } from "../landscape/maybe.ts";
import type { BudgetFacts, Landscape } from "../landscape/types.ts";

/** All budgets, each once: one that counts two projects is found with both. */
const budgetsOf = ({ projects, budgets }: Landscape): BudgetFacts[] => [
  ...new Map(
    [...projects.flatMap((project) => project.budgets), ...budgets].map((budget) => [
      budget.place.urn ?? budget.place.name,
      budget,
    ]),
  ).values(),
];

/** One budget to a project. */
export const budgetOnce = guideline({
  id: "budget-once",
  title: "A project is counted by one budget of projects",
  topic: "project",
  why: "Two budgets with two amounts for the same spending tell different people at different times: nobody knows which one holds.",
  sources: [
    {
      title: "Google Cloud: create, edit, or delete budgets",
      url: "https://cloud.google.com/billing/docs/how-to/budgets",
    },
  ],
  appliesTo: "every project; the budget of a folder around it isn't meant",
  remedy: "Keep the budget that counts the project alone, and take the project out of the others.",
  check: (landscape) => {
    const budgets = budgetsOf(landscape);
    // As long as one isn't known, it may count any project.
    const unclear = budgets.some(({ projects }) => !isKnown(projects)) ? unknown : undefined;
    const counting = new Map<string, Set<BudgetFacts>>();
    for (const budget of budgets) {
      for (const name of isKnown(budget.projects) ? budget.projects : []) {
        counting.set(name, (counting.get(name) ?? new Set()).add(budget));
      }
    }
    return declared(landscape).flatMap((project) =>
      judge(about(project), [unclear], "one budget", () => {
        const byNumber = project.number === undefined ? [] : (counting.get(project.number) ?? []);
        const found = [...new Set([...(counting.get(project.id) ?? []), ...byNumber])];
        return found.length < 2
          ? []
          : [{ found: found.map(({ place }) => place.name).join(" and "), allowed: "one budget that counts it" }];
      }),
    );
  },
  good: {
    says: "A second budget that is the folder's",
    base: "non-production",
    resources: {
      around: {
        type: "gcp:billing/budget:Budget",
        properties: {
          billingAccount: "${project.billingAccount}",
          displayName: "Folder",
          amount: { specifiedAmount: { currencyCode: "USD", units: "1000" } },
          budgetFilter: { resourceAncestors: ["${folder.name}"] },
          thresholdRules: [
            { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
            { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
          ],
        },
      },
    },
  },
  bad: {
    says: "A second budget for the same project",
    base: "non-production",
    resources: {
      second: {
        type: "gcp:billing/budget:Budget",
        properties: {
          billingAccount: "${project.billingAccount}",
          displayName: "Once more",
          amount: { specifiedAmount: { currencyCode: "USD", units: "100" } },
          budgetFilter: { projects: ["projects/${project.number}"] },
          thresholdRules: [
            { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
            { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
          ],
        },
      },
    },
  },
});
