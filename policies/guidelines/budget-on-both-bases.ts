import { type Finding, guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import type { BudgetFacts, ProjectFacts } from "../landscape/types.ts";

const bases = ["CURRENT_SPEND", "FORECASTED_SPEND"];
const allowed = "a threshold on what was spent and one on the forecast";

/** Google's unit is the whole amount: 0.5 is half of it, and 50 fifty times as much. */
const most = 5;
const reached = `the whole amount or more as the last threshold (1), and none above ${most} times the amount`;

/** Thresholds that nobody ever hears of, or that are passed long before the amount is. */
function misplacedThresholds(project: ProjectFacts, { place, thresholds }: BudgetFacts): Finding[] {
  if (thresholds === undefined) return [];
  return judge({ ...about(project), place }, [thresholds], reached, (parts) => {
    const far = parts.filter((part) => part > most || !(part > 0));
    const last = Math.max(...parts);
    return [
      ...far.map((part) => ({ found: `a threshold at ${part} times the amount`, allowed: reached })),
      ...(parts.length > 0 && last < 1
        ? [{ found: `${last} of the amount as the last threshold`, allowed: reached }]
        : []),
    ];
  });
}

/** Told of what was spent, and of what will be. */
export const budgetOnBothBases = guideline({
  id: "budget-on-both-bases",
  title: "A budget looks at what was spent and at the forecast",
  topic: "project",
  why: "What was spent is told too late to stop it, and a forecast alone misses a sudden jump: only both leave time to act.",
  sources: [
    {
      title: "Google Cloud: create, edit, or delete budgets",
      url: "https://cloud.google.com/billing/docs/how-to/budgets",
    },
  ],
  appliesTo: "the budgets of every project",
  remedy:
    "Add a threshold with the missing spendBasis, CURRENT_SPEND or FORECASTED_SPEND, and one at the whole amount: thresholdPercent: 1.",
  check: (landscape) =>
    declared(landscape).flatMap((project) => {
      const [first] = project.budgets;
      if (!first) return [];
      return judge(
        { ...about(project), place: first.place },
        project.budgets.map((budget) => budget.bases),
        allowed,
        (...lists) => {
          const found = new Set((lists as string[][]).flat());
          const missing = bases.filter((basis) => !found.has(basis));
          return missing.length === 0 ? [] : [{ found: `no threshold on ${missing.join(" and ")}`, allowed }];
        },
      ).concat(project.budgets.flatMap((budget) => misplacedThresholds(project, budget)));
    }),
  good: {
    says: "A budget that tells of half the amount spent, and of a forecast that passes it",
    base: "non-production",
    resources: {
      budget: {
        properties: {
          thresholdRules: [
            { thresholdPercent: 0.5, spendBasis: "CURRENT_SPEND" },
            { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
          ],
        },
      },
    },
  },
  bad: {
    says: "A budget that tells only of what was spent",
    base: "non-production",
    resources: {
      budget: { properties: { thresholdRules: [{ thresholdPercent: 1, spendBasis: "CURRENT_SPEND" }] } },
    },
  },
});
