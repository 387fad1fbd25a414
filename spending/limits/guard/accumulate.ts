import { z } from "zod";
import type { Micros } from "../../money.ts";
import { periodOf, startOf } from "../period.ts";
import type { Rate } from "./rate.ts";
import type { Running } from "./running.ts";

const money = z.number();

/** What the guard knows of one project. */
export const projectEstimate = z.object({
  project: z.string(),
  period: z.string(),
  /** Estimated cost of the period until `at`, of what is there and of what was. */
  spent: money,
  /** When the project was last read: milliseconds since the epoch. */
  at: z.number(),
  /** What was there then, by ID: what it costs an hour. */
  things: z.record(z.string(), money),
  /** What has no price of its own. */
  assumed: z.array(z.string()).optional(),
  /** What was told of in this period, so that it isn't told again. */
  told: z.array(z.string()).optional(),
  /** Why it couldn't be read the last time, and since when that is so. */
  failure: z.object({ message: z.string(), since: z.number() }).optional(),
});

export type ProjectEstimate = z.infer<typeof projectEstimate>;

const hour = 3_600_000;

/** For how long, at most, what has gone between two rounds is taken to have been there: two rounds. In milliseconds. */
const goneFor = 600_000;

const cost = (perHour: Micros, from: number, to: number): Micros =>
  from < to ? Math.round((perHour * (to - from)) / hour) : 0;

/** What an hour costs of what was there last. */
export const rateOf = ({ things }: Pick<ProjectEstimate, "things">): Micros =>
  Object.values(things).reduce((sum, each) => sum + each, 0);

/**
 * Adds what a project cost since it was last read. What is new counts from when it was made, what was there from the last
 * round on, and what has gone for as long as it may have been there: it stays counted. A new month begins at nothing.
 * `now`: milliseconds since the epoch; one before the last round, by a clock that went back, adds nothing.
 */
export function accumulate(
  project: string,
  before: ProjectEstimate | undefined,
  running: readonly Running[],
  now: number,
  rate: (running: Running) => Rate,
): ProjectEstimate {
  const period = periodOf(now);
  const start = startOf(period);
  const last = before?.project === project ? before : undefined;
  // A clock that went back within the month stands still here until it is where it was; one that went back further
  // begins that month anew, by what is there.
  const same = last?.period === period ? last : undefined;
  const until = same ? Math.max(now, same.at) : now;
  const known = last && last.at <= now ? last : same;
  const rated = running.map((each) => ({ each, ...rate(each) }));
  const here = new Set(running.map(({ id }) => id));
  let spent = same?.spent ?? 0;
  for (const { each, perHour } of rated) {
    // What wasn't in the last list although it is older was left out of it: until then it was counted, or is let go.
    spent += cost(perHour, Math.max(each.since, known?.at ?? 0, start), until);
  }
  for (const [id, perHour] of Object.entries(known?.things ?? {})) {
    if (here.has(id)) continue;
    spent += cost(perHour, Math.max(known!.at, start), Math.min(until, Math.max(known!.at, start) + goneFor));
  }
  const assumed = [...new Set(rated.flatMap((each) => each.assumed))].toSorted();
  return {
    project,
    period,
    spent,
    at: until,
    things: Object.fromEntries(rated.map(({ each, perHour }) => [each.id, perHour])),
    ...(assumed.length > 0 && { assumed }),
    ...(same?.told && { told: same.told }),
  };
}

/**
 * When the limit will be reached if what runs goes on running: milliseconds since the epoch; undefined when not within
 * the month, after which counting begins anew.
 */
export function reachedAt(estimate: ProjectEstimate, limit: Micros, end: number): number | undefined {
  const left = limit - estimate.spent;
  if (left <= 0) return estimate.at;
  const perHour = rateOf(estimate);
  const at = estimate.at + (left / perHour) * hour;
  return perHour > 0 && at < end ? Math.round(at) : undefined;
}
