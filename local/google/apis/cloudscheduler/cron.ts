/** The times that a schedule names, as "5 fields of cron" do it. */
export interface Schedule {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  /** Days of the month; undefined when any will do. */
  days: ReadonlySet<number> | undefined;
  months: ReadonlySet<number>;
  /** 0 is Sunday; undefined when any will do. */
  weekdays: ReadonlySet<number> | undefined;
}

const names: Readonly<Record<string, string[]>> = {
  months: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  weekdays: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

/** A field such as "*", "1-5", "1,15" or "*\/5". */
function field(text: string, least: number, most: number, words: string[] = []): Set<number> {
  const values = new Set<number>();
  const numberOf = (word: string): number => {
    const named = words.indexOf(word.toLowerCase());
    const value = named >= 0 ? named : /^\d+$/.test(word) ? Number(word) : Number.NaN;
    if (!(value >= least && value <= most)) throw new RangeError(`${word} is not from ${least} to ${most}`);
    return value;
  };
  for (const part of text.split(",")) {
    const [range = "", step] = part.split("/");
    const [from, to] = range === "*" ? [String(least), String(most)] : range.split("-");
    const first = numberOf(from ?? "");
    const last = to === undefined ? (step === undefined ? first : most) : numberOf(to);
    const by = step === undefined ? 1 : Number(step);
    if (!(Number.isInteger(by) && by > 0) || last < first) throw new RangeError(`${part} names no times`);
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}

/**
 * Reads a schedule in the form of cron: minute, hour, day of the month, month, day of the week.
 * @throws RangeError when it is none.
 */
export function parseCron(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) throw new RangeError(`"${text}" doesn't have five fields`);
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const weekdays = new Set([...field(weekday, 0, 7, names.weekdays)].map((value) => value % 7));
  return {
    minutes: field(minute, 0, 59),
    hours: field(hour, 0, 23),
    days: day === "*" ? undefined : field(day, 1, 31),
    months: field(month, 1, 12, names.months),
    weekdays: weekday === "*" ? undefined : weekdays,
  };
}

/** What a clock on the wall shows. */
interface Wall {
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such time zone. */
function wallOf(time: number, zone: string): Wall {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      ...{ month: "numeric", day: "numeric", weekday: "short", hour: "numeric", minute: "numeric" },
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const { month, day, hour, minute, weekday = "" } = parts;
  return {
    month: Number(month),
    day: Number(day),
    weekday: names.weekdays!.indexOf(weekday.toLowerCase()),
    hour: Number(hour),
    minute: Number(minute),
  };
}

function matchesDay({ days, weekdays, months }: Schedule, { day, weekday, month }: Wall): boolean {
  if (!months.has(month)) return false;
  // As cron has it: where both are limited, either will do.
  if (days && weekdays) return days.has(day) || weekdays.has(weekday);
  return (days?.has(day) ?? true) && (weekdays?.has(weekday) ?? true);
}

const minuteLength = 60_000;

/** Farther ahead nothing is looked for: 29 February comes within eight years. */
const horizon = 8 * 366 * 86_400_000;

/**
 * The first time after another that a schedule names, in milliseconds since the epoch; undefined when it never comes.
 * `zone`: the time zone that it is meant in.
 * @throws RangeError when there is no such time zone.
 */
export function nextTime(schedule: Schedule, after: number, zone = "Etc/UTC"): number | undefined {
  let time = (Math.floor(after / minuteLength) + 1) * minuteLength;
  for (const end = after + horizon; time <= end; ) {
    const wall = wallOf(time, zone);
    if (!matchesDay(schedule, wall)) {
      // Nothing on this day: on to its end, an hour before which it is looked at closely, for the sake of summer time.
      const rest = (24 * 60 - wall.hour * 60 - wall.minute) * minuteLength;
      time += rest > 120 * minuteLength ? rest - 60 * minuteLength : minuteLength;
    } else if (!schedule.hours.has(wall.hour)) time += (60 - wall.minute) * minuteLength;
    else if (!schedule.minutes.has(wall.minute)) time += minuteLength;
    else return time;
  }
  return undefined;
}
