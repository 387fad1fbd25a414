import type { Item } from "../../../google/inventory/answer.ts";
import type { Inventory } from "../../../google/inventory/types.ts";
import { type Maybe, unknown } from "../maybe.ts";
import type { BudgetFacts } from "../types.ts";
import type { Names } from "./names.ts";
import { lastPart, optionalText, part, parts, text, texts } from "./read.ts";

/** Whole units a month; a budget of another period, or one that follows what was spent last, has no such amount. */
function amountOf(budget: Item, where: string): Maybe<number> {
  const amount = part(budget, "amount", where);
  const { calendarPeriod = "MONTH", customPeriod } = part(budget, "budgetFilter", where);
  if (amount.specifiedAmount === undefined || calendarPeriod !== "MONTH" || customPeriod !== undefined) return unknown;
  const units = optionalText(part(amount, "specifiedAmount", where), "units", where) ?? "0";
  return /^\d+$/.test(units) ? Number(units) : unknown;
}

/** Who is told by name. Those who administer the billing account are told too, of every project alike. */
function recipientsOf(budget: Item, where: string): number {
  const rule = part(budget, "notificationsRule", where);
  const owners = rule.enableProjectLevelRecipients === true ? 1 : 0;
  return texts(rule, "monitoringNotificationChannels", where).length + owners;
}

/** A budget as guidelines see it. */
function budgetFacts(budget: Item, names: Names): BudgetFacts {
  const where = text(budget, "name", "GET billingbudgets.googleapis.com budgets");
  const filter = part(budget, "budgetFilter", where);
  const ancestors = texts(filter, "resourceAncestors", where);
  const [, billingAccount] = /^billingAccounts\/([^/]+)\//.exec(where) ?? [];
  return {
    place: { name: `budget ${optionalText(budget, "displayName", where) ?? where}` },
    projects: texts(filter, "projects", where).map((project) => names.projectNamed(lastPart(project))),
    // The organisation as an ancestor is everything, as no ancestor is.
    folders: ancestors
      .filter((each) => each.startsWith("folders/"))
      .map((each) => names.folders.get(lastPart(each)) ?? lastPart(each)),
    amount: amountOf(budget, where),
    bases: [
      ...new Set(
        parts(budget, "thresholdRules", where).map(
          (rule) => optionalText(rule, "spendBasis", where) ?? "CURRENT_SPEND",
        ),
      ),
    ],
    thresholds: parts(budget, "thresholdRules", where).map(({ thresholdPercent }) => Number(thresholdPercent)),
    ...(billingAccount !== undefined && { billingAccount }),
    recipients: recipientsOf(budget, where),
  };
}

/** Whether a budget counts only some of what its projects cost: then it is nobody's whole budget. */
function isNarrowed(budget: Item): boolean {
  const filter = part(budget, "budgetFilter", String(budget.name));
  const { services = [], labels = {}, subaccounts = [] } = filter;
  return [services, labels, subaccounts].some((each) => Object.keys(each as object).length > 0);
}

/** The budgets of the billing account: of single projects, by ID, and all others. */
export function budgetsOf(
  { budgets }: Inventory,
  names: Names,
): { own: ReadonlyMap<string, BudgetFacts[]>; others: BudgetFacts[] } {
  const own = new Map<string, BudgetFacts[]>();
  const others: BudgetFacts[] = [];
  for (const budget of budgets) {
    const facts = budgetFacts(budget, names);
    const [only, ...more] = facts.projects as readonly string[];
    if (only === undefined || more.length > 0 || isNarrowed(budget)) others.push(facts);
    else own.set(only, [...(own.get(only) ?? []), facts]);
  }
  return { own, others };
}
