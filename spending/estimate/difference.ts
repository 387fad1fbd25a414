import type { PriceBook } from "../prices/book.ts";
import { type Amounts, type Estimate, estimateWith } from "./estimate.ts";
import { partsOfResources, type ResourceInputs } from "./resources.ts";

/** A resource before a run and after it. */
export interface Changing {
  type: string;
  name: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** What the resources of a stack cost by being there, as they are and as they would be. */
export interface Difference {
  before: Estimate;
  after: Estimate;
  /** By how much a month costs more; less than nothing when it costs less. */
  monthly: Amounts;
  /** How many resources cost something that isn't in it, by type. */
  untold: ReadonlyMap<string, number>;
}

/** The difference that a run would make. `region`: where objects of a cluster are. */
export function differenceOf(book: PriceBook, resources: readonly Changing[], region: string): Difference {
  const side = (end: "before" | "after"): ResourceInputs[] =>
    resources.flatMap(({ type, name, [end]: inputs }) => (inputs ? [{ type, name, inputs }] : []));
  const [was, will] = [side("before"), side("after")].map((each) => partsOfResources(each, region));
  const [before, after] = [estimateWith(book, was!.parts), estimateWith(book, will!.parts)];
  return {
    before,
    after,
    monthly: { low: after.monthly.low - before.monthly.low, high: after.monthly.high - before.monthly.high },
    untold: will!.untold,
  };
}
