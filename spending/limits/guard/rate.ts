import { type Micros, micros } from "../../money.ts";
import type { PriceBook } from "../../prices/book.ts";
import { consumption } from "../../prices/consumption.ts";
import { costOf, indexed } from "../../prices/price.ts";
import type { Running, UnknownMachine } from "./running.ts";

/** What is assumed of a core and an accelerator of machines that have no price: more than nearly all of them cost. */
const unknownCore = micros(0.25);
const unknownAccelerator = micros(12);

/** How much dearer than in the dearest region of the book something is assumed to be elsewhere. */
const elsewhere = 1.5;

/** What something costs an hour. */
export interface Rate {
  perHour: Micros;
  /** What has no price of its own: a high one was assumed. */
  assumed: string[];
}

const ofUnknown = ({ cores, accelerators }: UnknownMachine): Micros =>
  Math.max(1, cores) * unknownCore + accelerators * unknownAccelerator;

/**
 * Finds rates for the guard, which has to have one for everything: what isn't in the price book is taken for dear, never
 * for free, and said to be.
 */
export function rates(book: PriceBook): (running: Running) => Rate {
  const find = indexed(book);
  const dearest = new Map<string, number>();
  for (const { key, price } of book.prices) dearest.set(key, Math.max(price, dearest.get(key) ?? 0));
  const most = Math.max(0, ...book.prices.filter(({ unit }) => unit === "hour").map(({ price }) => price));

  const priceOf = (key: string, region: string): { price: number; sure: boolean } => {
    const own = find(key, region);
    if (own) return { price: own.price, sure: true };
    // A spot machine never costs more than one that isn't.
    const other = dearest.get(key) ?? dearest.get(key.replace("-spot-", "-"));
    return { price: Math.round((other ?? most) * elsewhere), sure: false };
  };

  return ({ thing, region, assumed }) => {
    if (thing.kind === "unknown-machine") return { perHour: ofUnknown(thing), assumed: assumed ? [assumed] : [] };
    const priced = consumption(thing).map((each) => ({ each, ...priceOf(each.key, region) }));
    const guessed = priced.filter(({ sure }) => !sure).map(({ each }) => `${each.key} in ${region}`);
    return {
      perHour: priced.reduce((sum, { each, price }) => sum + costOf(each, { price }, 1), 0),
      assumed: [...(assumed ? [assumed] : []), ...guessed],
    };
  };
}
