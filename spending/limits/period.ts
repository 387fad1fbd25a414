/** The time zone in which budgets count: their months begin at midnight there. */
export const timeZone = "America/Los_Angeles";

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** The wall clock in Pacific time, as if it were that of Greenwich, in milliseconds. */
function wallClock(instant: number): number {
  const found = Object.fromEntries(parts.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The month that an instant (in milliseconds since the epoch) is in, for budgets: "2026-11". */
export const periodOf = (instant: number): string => new Date(wallClock(instant)).toISOString().slice(0, 7);

/** The month after a month. */
export function nextPeriod(period: string): string {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
}

/** When a month begins, in milliseconds since the epoch. */
export function startOf(period: string): number {
  const midnight = Date.parse(`${period}-01T00:00:00Z`);
  // The offset that counts is the one at that moment; no change between summer and winter is at the first's midnight.
  const guess = midnight + 8 * 3_600_000;
  return midnight + (guess - wallClock(guess));
}

/** When a month is over. */
export const endOf = (period: string): number => startOf(nextPeriod(period));
