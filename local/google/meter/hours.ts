import type { PastUsage, Rate, Usage } from "./ledger.ts";

/** A stretch of time in which a project's consumption stayed the same. */
export interface Stretch {
  project: string;
  from: number;
  until: number;
  rates: Rate[];
}

/** What is consumed between two moments, by project and then by time. */
export function stretchesBetween(
  from: number,
  until: number,
  past: Iterable<PastUsage>,
  usages: Iterable<Usage>,
): Stretch[] {
  const stretches: Stretch[] = [];
  const add = (project: string, since: number, end: number, rates: Rate[]) => {
    const [first, last] = [Math.max(since, from), Math.min(end, until)];
    if (first < last && rates.length > 0) stretches.push({ project, from: first, until: last, rates });
  };
  for (const each of past) add(each.project, each.since, each.until, each.rates);
  for (const each of usages) add(each.project, each.since, until, each.rates);
  return stretches.sort((a, b) => (a.project < b.project ? -1 : a.project > b.project ? 1 : a.from - b.from));
}

/** How much of each series that is, in the unit of its price. */
export function amountsOf(stretches: Stretch[]): Map<number, number> {
  const amounts = new Map<number, number>();
  for (const { from, until, rates } of stretches) {
    const hours = (until - from) / 3_600_000;
    for (const [series, perHour] of rates) amounts.set(series, (amounts.get(series) ?? 0) + perHour * hours);
  }
  return amounts;
}
