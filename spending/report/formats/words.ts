import { type Micros, units } from "../../money.ts";
import { dateOf, type Period, sameDays } from "../period.ts";
import type { By, Report } from "../report.ts";
import { digitsOf } from "../rounded.ts";

const months = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });
const monthName = (month: string): string => months.format(Date.parse(`${month}-01`));

/** What rows without a key are called. */
export const notAttributed = "(not attributed)";

/** An amount as people write it in a currency: "1,234.56". */
export function amountIn(currency: string): (amount: Micros) => string {
  const digits = digitsOf(currency);
  const format = new Intl.NumberFormat("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (amount) =>
    format
      .format(units(amount))
      .replace("-", "−")
      .replace(/^−(0[.0]*)$/, "$1");
}

/** An amount in whole units, for what is only about right. */
export const about = (amount: Micros): string =>
  new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 })
    .format(units(amount))
    .replace("-", "−")
    .replace(/^−0$/, "0");

/** A change with its sign: "+12.00". */
export const signed = (amount: Micros, format: (amount: Micros) => string): string =>
  amount > 0 ? `+${format(amount)}` : format(amount);

/** A share in whole percents; under 100 % only where it is less than all. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return `${share < 1 ? Math.min(rounded, 99) : rounded} %`;
}

/** What a report has rows of: "project", "label team". */
export const rowsOf = (by: By): string => (by.by === "label" ? `label ${by.label}` : by.by);

/** "November 2026" */
export const monthTitle = ({ month }: Period): string => `${monthName(month)} ${month.slice(0, 4)}`;

const stamp = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "America/Los_Angeles",
});

/** How far the data goes, in sentences. */
export function howFar({ period }: Report): string {
  const asOf = `Data as of ${stamp.format(period.asOf)} Pacific time.`;
  if (period.complete === period.days) return asOf;
  const first = Number(dateOf(period.month, period.complete).slice(8));
  if (first === period.days) return `${asOf} ${first} ${monthName(period.month)} is incomplete.`;
  return `${asOf} ${first} and ${first + 1} ${monthName(period.month)} are incomplete.`;
}

/** What the change is between: "1–22 November with 1–22 October". */
export function compared({ period }: Report): string {
  const { month, last, complete } = period;
  if (complete === 0) return "no day is complete yet";
  const span = (days: number, of: string) => `${days === 1 ? "1" : `1–${days}`} ${monthName(of)}`;
  return `${span(complete, month)} with ${span(sameDays(period), last.month)}`;
}
