import { addDays } from "../../spec/check/environments.ts";
import type { Environment } from "../../spec/schema/environment.ts";
import { budgetOf } from "../../spec/slots.ts";
import type { Specification } from "../../spec/specification.ts";
import { type Micros, micros } from "../money.ts";
import { hoursPerMonth, type PriceBook } from "../prices/book.ts";
import { indexed } from "../prices/price.ts";
import { type Amounts, type Estimate, estimate, type Prices } from "./estimate.ts";
import type { Part } from "./part.ts";
import { partsOf, shapeOf } from "./parts.ts";

/** What an environment will cost, and how that is to what it may. */
export interface EnvironmentEstimate {
  name: string;
  kind: string;
  estimate: Estimate;
  /** What it may cost in a month, in whole units of the currency: its own budget, or that of its kind. */
  budget: number;
  /** What an environment of its kind may have as a budget. */
  ceiling: number;
  /** What it costs in the fullest month of its life: a month's cost, or less for one that doesn't live as long. */
  inMonth: Amounts;
  /**
   * `within`: at most its budget, whatever is used. `maybe`: over it at the most, but not at the least. `over`: over it
   * even at the least.
   */
  verdict: "within" | "maybe" | "over";
}

const day = 86_400_000;

/** The hours from an environment's first day, by the ledger, to the end of its last. Undefined for one without an end. */
export function hoursOfLife({ ledger }: Specification, { project, expires }: Environment, today: string) {
  if (expires === undefined) return undefined;
  const since = ledger[project]?.since ?? today;
  return Math.max(0, (Date.parse(addDays(expires, 1)) - Date.parse(since)) / day) * 24;
}

function verdictOf({ low, high }: Amounts, budget: Micros): EnvironmentEstimate["verdict"] {
  if (low > budget) return "over";
  return high > budget ? "maybe" : "within";
}

/**
 * What an environment will cost. `today`: "2026-11-22", from which on one that isn't in the ledger lives.
 * @throws UserError when what it asks for can't be planned.
 */
export function estimateEnvironment(
  specification: Specification,
  environment: Environment,
  today: string,
  book: PriceBook,
  prices: Prices = indexed(book),
  parts: readonly Part[] = partsOf(specification, environment, today),
): EnvironmentEstimate {
  const kind = specification.organization.kinds[environment.kind]!;
  const hours = hoursOfLife(specification, environment, today);
  const found = estimate(book, prices, parts, hours);
  const budget = budgetOf(specification.organization, environment, today);
  const inMonth = found.untilEnd && hours! < hoursPerMonth ? found.untilEnd : found.monthly;
  return {
    name: environment.name,
    kind: environment.kind,
    estimate: found,
    budget,
    ceiling: kind.budget.ceiling,
    inMonth,
    verdict: verdictOf(inMonth, micros(budget)),
  };
}

/** What all environments will cost, in the order of their names. `names`: only these. */
export function estimateAll(
  specification: Specification,
  today: string,
  book: PriceBook,
  names?: readonly string[],
): EnvironmentEstimate[] {
  const prices = indexed(book);
  const shapes = new Map<string, readonly Part[]>();
  const partsFor = (environment: Environment): readonly Part[] => {
    const shape = shapeOf(environment);
    const parts = shapes.get(shape) ?? partsOf(specification, environment, today);
    shapes.set(shape, parts);
    return parts;
  };
  return [...specification.environments.values()]
    .filter(({ name }) => names === undefined || names.includes(name))
    .map((environment) => estimateEnvironment(specification, environment, today, book, prices, partsFor(environment)));
}
