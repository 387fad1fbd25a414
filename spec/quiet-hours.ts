/** The days of the week, as files and Intl have them. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours of some days in which nothing new is deployed. */
export interface QuietHours {
  /** The days on which they begin. */
  readonly days: readonly Weekday[];
  /** By the clock of the zone: "22:00". */
  readonly from: string;
  /** "06:00", on the next day where it is before `from`; up to "24:00". Its own minute is quiet no more. */
  readonly to: string;
  /** "Europe/London" */
  readonly zone: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  clocks.set(zone, clock);
  return clock;
}

/** What the clock on the wall of a zone shows: the day, as a number from Monday's 0, and the minute of the day. */
function wallClock(now: number, zone: string): { day: number; minute: number } {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: weekdays.indexOf(parts.weekday!.slice(0, 3).toLowerCase() as Weekday),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * Whether a moment is in quiet hours. What counts is what the clock on the wall shows: an hour that daylight saving leaves
 * out is not waited for, and one that comes twice counts twice. `now`: milliseconds since the epoch.
 */
export const isQuiet = (hours: readonly QuietHours[], now: number): boolean =>
  hours.some(({ days, from, to, zone }) => {
    const { day, minute } = wallClock(now, zone);
    const begins = (which: number) => days.includes(weekdays[(which + 7) % 7]!);
    const [first, end] = [minuteOf(from), minuteOf(to)];
    if (first < end) return begins(day) && minute >= first && minute < end;
    return (begins(day) && minute >= first) || (begins(day - 1) && minute < end);
  });

const oneMinute = 60_000;
const longest = 8 * 24 * 60;

/** When quiet hours end: the first whole minute that isn't in any. Undefined where none is in eight days. */
export function quietUntil(hours: readonly QuietHours[], now: number): number | undefined {
  let at = Math.floor(now / oneMinute) * oneMinute;
  for (let count = 0; count < longest; count++) {
    at += oneMinute;
    if (!isQuiet(hours, at)) return at;
  }
  return undefined;
}
