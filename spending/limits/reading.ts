import type { Micros } from "../money.ts";
import type { Step } from "./ladder.ts";

/** What somebody says that an environment has cost in a month, against what it may. */
export interface SpendingReading {
  cause: "spending";
  source: "budget" | "guard";
  period: string;
  cost: Micros;
  /** The budget of the month. */
  limit: Micros;
  currency: string;
  /** When it was so: RFC 3339. */
  at: string;
  /** How far up the ladder this figure is trusted, and why. */
  trust: Step;
  evidence: string;
}

/** That the last day of an environment is past. */
export interface EndReading {
  cause: "end";
  source: "guard";
  period: string;
  at: string;
  /** The last day: "2026-12-01". */
  expires: string;
}

export type Reading = SpendingReading | EndReading;

export const shareOf = ({ cost, limit }: Pick<SpendingReading, "cost" | "limit">): number => cost / limit;

/** What the guard last estimated for a period. */
export interface Estimate {
  cost: Micros;
  /** Milliseconds since the epoch. */
  at: number;
}

/** An estimate that is older than this contradicts nobody any more: the guard may be broken. In milliseconds. */
const estimateAge = 3_600_000;

/**
 * What a budget's message may say at most for the guard's estimate to agree: twice the estimate, or a quarter of the
 * budget more, whichever is more. The guard doesn't see traffic and logs, and its prices are those of lists.
 */
export const mostPlausible = (estimate: Micros, limit: Micros): Micros => Math.max(2 * estimate, estimate + limit / 4);

/** What is known besides a message about what an environment has cost. */
export interface Witnesses {
  /** The guard's estimate for the same period, if it has one. */
  estimate?: Estimate;
  /** The cost by the billing export, if that could be asked. */
  exported?: Micros;
}

/**
 * How far the cost of a budget's message is trusted: there is no API that says what a project has cost, so that what
 * the message says is held against what else is known. Telling people and refusing deployments does no harm, so the
 * message's word is enough for it. Scaling down needs that a guard that is well doesn't contradict. The billing link is
 * only taken away when the export or the guard agrees. `now`: milliseconds since the epoch.
 */
export function trustOf(
  { cost, limit }: Pick<SpendingReading, "cost" | "limit">,
  { estimate, exported }: Witnesses,
  now: number,
): Pick<SpendingReading, "trust" | "evidence"> {
  if (exported !== undefined && exported >= cost * 0.9) {
    return { trust: "unlinkBilling", evidence: "the billing export says the same" };
  }
  if (!estimate || Math.abs(now - estimate.at) > estimateAge) {
    return { trust: "scaleDown", evidence: "the guard has no estimate of the last hour to hold it against" };
  }
  if (cost <= mostPlausible(estimate.cost, limit)) {
    return { trust: "unlinkBilling", evidence: "the guard's own estimate agrees" };
  }
  return { trust: "freeze", evidence: "the guard's own estimate is far below it" };
}
