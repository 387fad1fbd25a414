import { UserError } from "../../spec/problem.ts";

/** Google's days and months begin and end in this time zone. */
const zone = "America/Los_Angeles";

const hour = 3_600_000;
const day = 24 * hour;
const dates = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });

/** The date of a moment in Pacific time: "2026-11-01". `at`: milliseconds since the epoch. */
export const pacificDate = (at: number): string => dates.format(at);

/** When a date begins in Pacific time, in milliseconds since the epoch. */
export function startOfDate(date: string): number {
  const summer = Date.parse(`${date}T07:00:00Z`);
  return pacificDate(summer) === date ? summer : summer + hour;
}

/** How many days a month has. `month`: "2026-11" */
const daysIn = (month: string): number =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();

const monthBefore = (month: string): string => {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
};

/** A month of invoices beside the one before it, and how much of it is known. Days are counted from 0. */
export interface Period {
  /** "2026-11" */
  month: string;
  days: number;
  last: { month: string; days: number };
  /** How many days of the month are complete: rows of the last two days before `asOf` still come in. */
  complete: number;
  /** When the newest row was exported, in milliseconds since the epoch. */
  asOf: number;
}

/** Rows of so many days still come in, by Google's experience and ours. */
const incompleteDays = 2;

/** Checks a month as people write it. Throws a UserError. */
export function checkedMonth(month: string): string {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) {
    throw new UserError(`--month: found ${month}; allowed: a year and a month, such as 2026-11.`);
  }
  return month;
}

/** A month, seen from a moment. */
export function period(month: string, asOf: number): Period {
  const days = daysIn(month);
  const before = monthBefore(month);
  const today = dayNumber(month, asOf);
  const complete = Math.min(Math.max(today + 1 - incompleteDays, 0), days);
  return { month, days, last: { month: before, days: daysIn(before) }, complete, asOf };
}

/** The day of a moment, counted from the first of a month, which is 0. */
const dayNumber = (month: string, at: number): number =>
  Math.round((Date.parse(pacificDate(at)) - Date.parse(`${month}-01`)) / day);

/** The date of a day of a month: "2026-11-01" is day 0. */
export const dateOf = (month: string, number: number): string =>
  new Date(Date.parse(`${month}-01`) + number * day).toISOString().slice(0, 10);

/** So many days of last month are beside the complete ones of this: all of it once the month is complete. */
export const sameDays = ({ days, last, complete }: Period): number =>
  complete === days ? last.days : Math.min(complete, last.days);

/** A month as invoices name it: "202611". */
export const invoiceMonth = (month: string): string => month.replace("-", "");

/**
 * When rows of the two months are exported: from five days before, as invoices take late rows of the days before their
 * month, to ten days after, when Google has closed the invoice. In milliseconds since the epoch.
 */
export function exportSpan(month: string): { from: number; to: number } {
  const [before, after] = [5, 10];
  const to = dateOf(month, daysIn(month));
  return { from: startOfDate(`${monthBefore(month)}-01`) - before * day, to: startOfDate(to) + after * day };
}

/** Where Pacific days begin in UTC: an offset, and another from a change of the clock on, if there is one. */
export interface Offsets {
  /** The start of the first day, in milliseconds since the epoch. */
  start: number;
  /** From then on, in milliseconds since the epoch, days begin `shift` milliseconds later. */
  change: number;
  shift: number;
}

/** The offsets of the days from the first of last month to the end of this. */
export function offsets({ month, days, last }: Period): Offsets {
  const start = startOfDate(`${last.month}-01`);
  const late = (at: number): number => startOfDate(pacificDate(at)) - start;
  for (let number = 0; number < last.days + days; number++) {
    const at = startOfDate(dateOf(last.month, number));
    const shift = late(at) % day;
    // The clock changes at two in the morning of the day before: its days have 23 or 25 hours.
    if (shift !== 0) return { start, change: changeBefore(at), shift: shift > day / 2 ? shift - day : shift };
  }
  return { start, change: startOfDate(dateOf(month, days)), shift: 0 };
}

/** The next change of the clock, at the latest a day before a moment; found by the hour. */
function changeBefore(at: number): number {
  const clock = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short", hour: "numeric" });
  const name = (moment: number) => clock.formatToParts(moment).find(({ type }) => type === "timeZoneName")!.value;
  let change = at;
  while (name(change - hour) === name(at)) change -= hour;
  return change;
}
