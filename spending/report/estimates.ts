import type { Specification } from "../../spec/specification.ts";
import { estimateAll } from "../estimate/environment.ts";
import type { Micros } from "../money.ts";
import type { PriceBook } from "../prices/book.ts";

/**
 * What the projects of environments are estimated to cost in a month, by ID: the middle of what they may. Nothing where
 * the price book is in another currency than the report. `today`: "2026-11-22"
 */
export function projectEstimates(
  specification: Specification,
  today: string,
  book: PriceBook,
  currency: string,
): Map<string, Micros> {
  if (book.currency !== currency) return new Map();
  return new Map(
    estimateAll(specification, today, book).map(({ name, inMonth }) => [
      specification.environments.get(name)!.project,
      Math.round((inMonth.low + inMonth.high) / 2),
    ]),
  );
}
