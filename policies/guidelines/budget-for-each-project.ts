import { guideline } from "../guideline.ts";
import { about, declared, judge } from "../judge.ts";
import { isKnown, type Maybe, unknown } from "../landscape/maybe.ts";
import type { BudgetFacts, Landscape, ProjectFacts } from "../landscape/types.ts";

/** An account as it is written with and without "billingAccounts/". */
const accountName = (account: string): string => account.replace(/^billingAccounts\//, "");

/** Whether a budget is of the account that a project is paid by: it counts nothing of what another pays. */
function paysFor(budget: BudgetFacts, account: ProjectFacts["billingAccount"]): Maybe<boolean> {
  // That a project has no account is another guideline's.
  if (budget.billingAccount === undefined || account === undefined) return true;
  if (!isKnown(budget.billingAccount) || !isKnown(account)) return unknown;
  return accountName(budget.billingAccount) === accountName(account);
}

/** Whether a budget counts one project, and nothing else. */
function isOwn(budget: BudgetFacts, { id, number, billingAccount }: ProjectFacts): Maybe<boolean> {
  const { projects, folders } = budget;
  if (!isKnown(projects) || !isKnown(folders)) return unknown;
  if (projects.length !== 1 || folders.length > 0) return false;
  const [only] = projects as [string];
  if (only === id || only === number) return paysFor(budget, billingAccount);
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
  remedy:
    "Give the project a budget whose filter is its own number and nothing else, on the billing account that pays for it.",
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
