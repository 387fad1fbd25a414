import { type Micros, units } from "../../../spending/money.ts";
import type { Message } from "../apis/pubsub/messages.ts";
import { amountOf, type Budget, exceeded, type Period, periodOf } from "./budget.ts";
import { hour } from "./pacific.ts";
import { seeded } from "./seeded.ts";

/** Hours between two messages of a budget; Google sends "several times a day". */
export const interval = 6;

/** One message in so many is delivered twice. */
const twiceOne = 8;

/** Hours by which a forecast takes costs to lag. */
const lag = 6;

/** Whether a budget tells of itself at the end of an hour: each has hours of its own. */
export const isDue = ({ name }: Budget, moment: number): boolean => (moment / hour + seeded(name)) % interval === 0;

/** Whether the message of a moment is delivered twice. */
export const isRepeated = ({ name }: Budget, moment: number): boolean =>
  seeded(`twice/${name}/${moment}`) % twiceOne === 0;

/** What a period will have cost at its end, if it goes on as until now. */
export function forecast(cost: Micros, { start, end }: Period, moment: number): Micros {
  if (end === undefined) return cost;
  const known = Math.max(moment - lag * hour - start, 24 * hour);
  return Math.max(cost, Math.round((cost * (end - start)) / known));
}

/**
 * The message by which a budget tells of itself, in Google's format. `costIn`: what was exported of a period that
 * counts for the budget.
 */
export function budgetMessage(
  budget: Budget,
  moment: number,
  currencyCode: string,
  costIn: (period: Period) => Micros,
): Message {
  const period = periodOf(budget, moment - 1);
  const cost = costIn(period);
  const { specifiedAmount } = budget.amount;
  const amount = specifiedAmount ? amountOf(specifiedAmount) : costIn(periodOf(budget, moment - 1, 1));
  const byMonth = (budget.budgetFilter.calendarPeriod ?? "MONTH") === "MONTH";
  const lastPeriod = byMonth ? "LAST_MONTH_COST" : "LAST_PERIODS_COST";
  const alert = exceeded(budget, "CURRENT_SPEND", cost, amount);
  const expected = exceeded(budget, "FORECASTED_SPEND", forecast(cost, period, moment), amount);
  const data = {
    budgetDisplayName: budget.displayName ?? "",
    ...(alert !== undefined && { alertThresholdExceeded: alert }),
    ...(expected !== undefined && { forecastThresholdExceeded: expected }),
    costAmount: units(cost),
    costIntervalStart: `${new Date(period.start).toISOString().slice(0, 19)}Z`,
    budgetAmount: units(amount),
    budgetAmountType: specifiedAmount ? "SPECIFIED_AMOUNT" : lastPeriod,
    currencyCode,
  };
  const [, account = "", , budgetId = ""] = budget.name.split("/");
  return {
    data: Buffer.from(JSON.stringify(data)).toString("base64"),
    attributes: {
      billingAccountId: account,
      budgetId,
      schemaVersion: budget.notificationsRule.schemaVersion ?? "1.0",
    },
  };
}
