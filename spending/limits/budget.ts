import { type Micros, microsPerUnit } from "../money.ts";

/** A budget, as far as it is used here. */
export interface BudgetFacts {
  filter: {
    projects: readonly string[];
    resourceAncestors: readonly string[];
    services: readonly string[];
    subaccounts: readonly string[];
    labels: number;
    /** Whether it counts calendar months. */
    monthly: boolean;
  };
  /** Undefined when it isn't a specified amount. */
  amount?: { units: number; nanos: number; currency: string };
}

/** What a budget is about: one project by its number, or something that limits have nothing to do with. */
export type Scope = { project: string } | { otherwise: string };

/** A budget counts when its filter is exactly one project, all of it, month by month. */
export function scopeOf({ filter }: BudgetFacts): Scope {
  const { projects, resourceAncestors, services, subaccounts, labels, monthly } = filter;
  if (resourceAncestors.length > 0) return { otherwise: "it is about a folder or an organisation" };
  const [number, ...others] = projects.map((name) => /^projects\/(\d+)$/.exec(name)?.[1]);
  if (number === undefined || others.length > 0) return { otherwise: "it isn't about exactly one project" };
  if (services.length > 0 || subaccounts.length > 0 || labels > 0)
    return { otherwise: "it is about a part of a project" };
  if (!monthly) return { otherwise: "it doesn't count calendar months" };
  return { project: number };
}

/** The amount of a budget; undefined when there is none that could be a limit. */
export function limitOf({ amount }: BudgetFacts): { limit: Micros; currency: string } | undefined {
  if (!amount) return undefined;
  const limit = amount.units * microsPerUnit + Math.round(amount.nanos / 1000);
  return limit > 0 && Number.isSafeInteger(limit) ? { limit, currency: amount.currency } : undefined;
}
