import { cost, type Micros, type Nanos } from "../money.ts";
import { type Consumption, hoursPerMonth, type Price, type PriceBook } from "./book.ts";
import { consumption } from "./consumption.ts";
import type { PlacedThing } from "./things.ts";

/** A region's own price, or that of everywhere. Undefined when the book has none, which is not the same as free. */
export function priceOf({ prices }: PriceBook, key: string, region: string): Price | undefined {
  const own = (price: Price) => price.key === key && price.region === region;
  return prices.find(own) ?? prices.find((price) => price.key === key && price.region === "global");
}

/** A book that finds prices without reading all of it, for those who ask often. */
export function indexed(book: PriceBook): (key: string, region: string) => Price | undefined {
  const index = new Map(book.prices.map((price) => [`${price.key} ${price.region}`, price]));
  return (key, region) => index.get(`${key} ${region}`) ?? index.get(`${key} global`);
}

/** What is consumed in some hours, at a price. */
export function costOf({ perHour }: Pick<Consumption, "perHour">, { price }: { price: Nanos }, hours: number): Micros {
  return cost(perHour * hours, price);
}

/** What a thing costs for some hours, and what of it has no price. */
export interface ThingCost {
  amount: Micros;
  /** By key: what is not priced. */
  unpriced: readonly string[];
}

/** What a thing costs for some hours (default: a month of Google's prices, 730). Each consumption is rounded by itself. */
export function thingCost(book: PriceBook, { thing, region }: PlacedThing, hours: number = hoursPerMonth): ThingCost {
  const priced = consumption(thing).map((each) => ({ each, price: priceOf(book, each.key, region) }));
  return {
    amount: priced.reduce((sum, { each, price }) => sum + (price ? costOf(each, price, hours) : 0), 0),
    unpriced: priced.filter(({ price }) => !price).map(({ each }) => each.key),
  };
}
