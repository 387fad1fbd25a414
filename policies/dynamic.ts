import { dayCount } from "../spec/check/organization.ts";
import type { Organization } from "../spec/schema/organization.ts";
import type { Labels } from "./landscape/types.ts";

/** How long a dynamic environment lives at most, and what it may cost; undefined where nothing says so. */
export interface DynamicLimits {
  readonly days?: number;
  readonly ceiling?: number;
  /** "the kind dynamic" */
  readonly whose: string;
}

/** The limits of a dynamic project: those of its kind, or else the widest of all kinds that end. */
export function dynamicLimits({ kinds }: Organization, labels: Labels): DynamicLimits {
  const name = labels["environment-kind"];
  const own = name === undefined ? undefined : kinds[name];
  if (own?.timeToLive) {
    return { days: dayCount(own.timeToLive.maximum), ceiling: own.budget.ceiling, whose: `the kind ${name}` };
  }
  const ending = Object.values(kinds).filter(({ timeToLive }) => timeToLive);
  if (ending.length === 0) return { whose: "a kind that ends" };
  return {
    days: Math.max(...ending.map(({ timeToLive }) => dayCount(timeToLive!.maximum))),
    ceiling: Math.max(...ending.map(({ budget }) => budget.ceiling)),
    whose: "a kind that ends",
  };
}
