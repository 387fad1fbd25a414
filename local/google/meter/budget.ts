import { type Micros, microsPerUnit } from "../../../spending/money.ts";
import { dayOf, hour, startOfDay, startOfMonth } from "./pacific.ts";

/** A budget, as the local cloud keeps it. */
export interface Budget {
  /** "billingAccounts/A/budgets/B" */
  name: string;
  displayName?: string;
  budgetFilter: {
    /** "projects/NUMBER" */
    projects?: string[];
    resourceAncestors?: string[];
    /** "services/ID" */
    services?: string[];
    labels?: Record<string, { values?: unknown[] } | unknown[]>;
    creditTypesTreatment?: string;
    creditTypes?: string[];
    calendarPeriod?: string;
    customPeriod?: { startDate: CalendarDate; endDate?: CalendarDate };
  };
  amount: { specifiedAmount?: { units?: string; nanos?: number }; lastPeriodAmount?: object };
  thresholdRules?: { thresholdPercent: number; spendBasis: string }[];
  notificationsRule: { pubsubTopic?: string; schemaVersion?: string };
}

interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

/** From when until when a budget counts, in milliseconds since the epoch; an open end is missing. */
export interface Period {
  start: number;
  end?: number;
}

const monthsOf: Record<string, number> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

const dateOf = ({ year, month, day }: CalendarDate) =>
  `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** The period of a budget that a moment is in, or, with `earlier`, so many before it. */
export function periodOf({ budgetFilter }: Budget, moment: number, earlier = 0): Period {
  const { calendarPeriod = "MONTH", customPeriod } = budgetFilter;
  if (customPeriod) {
    const start = startOfDay(dateOf(customPeriod.startDate));
    // The last day is within it.
    const end = customPeriod.endDate && startOfDay(dayOf(startOfDay(dateOf(customPeriod.endDate)) + 26 * hour));
    return { start, ...(end !== undefined && { end }) };
  }
  const length = monthsOf[calendarPeriod] ?? 1;
  const [year, month] = dayOf(moment).split("-").map(Number) as [number, number];
  const first = `${year}${String(month - ((month - 1) % length)).padStart(2, "0")}`;
  return { start: startOfMonth(first, -earlier * length), end: startOfMonth(first, (1 - earlier) * length) };
}

/** The days of a period until a moment. */
export function daysOf({ start, end }: Period, until: number): string[] {
  const days: string[] = [];
  const [after, last] = [end === undefined ? "9" : dayOf(end), dayOf(until)];
  // Days have 23 to 25 hours: every 24 hours, counted from a noon, is on the next one.
  for (let noon = start + 12 * hour; ; noon += 24 * hour) {
    const day = dayOf(noon);
    if (day >= after || day > last) return days;
    days.push(day);
  }
}

/** An amount of money of Google's, in micros. */
export const amountOf = ({ units = "0", nanos = 0 }: { units?: string; nanos?: number }): Micros =>
  Number(units) * microsPerUnit + Math.round(nanos / 1000);

/** The highest threshold that a cost has reached, as a fraction. */
export function exceeded(budget: Budget, basis: string, cost: Micros, amount: Micros): number | undefined {
  const reached = (budget.thresholdRules ?? [])
    .filter(({ spendBasis, thresholdPercent }) => spendBasis === basis && cost >= thresholdPercent * amount)
    .map(({ thresholdPercent }) => thresholdPercent);
  return reached.length > 0 ? Math.max(...reached) : undefined;
}
