/** Milliseconds of an hour. */
export const hour = 3_600_000;

const parts = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles", dateStyle: "short" });

/** The day of a moment in Pacific time, by which Google's months begin and end: "2026-11-01". */
export const dayOf = (at: number): string => parts.format(at);

/** When a day begins there, in milliseconds since the epoch: at seven or eight o'clock UTC. */
export function startOfDay(day: string): number {
  const summer = Date.parse(`${day}T07:00:00Z`);
  return dayOf(summer) === day ? summer : summer + hour;
}

/** The month of a moment there, as invoices name it: "202611". */
export const monthOf = (at: number): string => dayOf(at).slice(0, 7).replace("-", "");

/** When a month begins there. `later`: so many months after it. */
export function startOfMonth(month: string, later = 0): number {
  const at = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4)) - 1 + later, 1));
  return startOfDay(at.toISOString().slice(0, 10));
}
