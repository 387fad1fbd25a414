import type { Size } from "../../spec/schema/environment.ts";
import type { UsageKind, UsageThing } from "../prices/things.ts";

type Range = readonly [low: number, high: number];

/**
 * What people use in a month, in gibibytes, by size. Assumed, from what a size is meant for, and not measured: it decides
 * how wide an estimate is, and the report shows afterwards what it was.
 */
const assumed: Readonly<Record<UsageKind, Readonly<Record<Size, Range>>>> = {
  // State that the stacks tell each other, and what machines fetch to run.
  "stored-objects": { xs: [0, 1], s: [0, 1], m: [0, 1], l: [0, 1], xl: [0, 1] },
  // Pages, searches and clones that leave for people's own computers.
  "sent-to-internet": { xs: [0, 10], s: [1, 25], m: [5, 100], l: [20, 400], xl: [50, 1000] },
  // Images, and repositories that come from code hosts: both directions count.
  "sent-by-nat": { xs: [5, 50], s: [10, 150], m: [30, 500], l: [100, 1500], xl: [200, 4000] },
  "sent-between-zones": { xs: [1, 100], s: [5, 300], m: [20, 1000], l: [50, 3000], xl: [100, 8000] },
  "processed-by-load-balancer": { xs: [0, 10], s: [1, 30], m: [5, 120], l: [20, 500], xl: [50, 1200] },
  // Of nodes and containers, of the network's flows, and audits.
  "written-logs": { xs: [1, 10], s: [2, 20], m: [5, 60], l: [10, 150], xl: [20, 400] },
};

/** What is used of something in a month, at least and at most. */
export function usage(of: UsageKind, size: Size): UsageThing {
  const [low, high] = assumed[of][size];
  return { kind: "usage", of, low, high };
}

/** The share of a disk that its snapshots take together: they hold what is written, once, and what changes each day. */
export const snapshotShare = (days: number): Range => [0.1, 1 + days * 0.02];
