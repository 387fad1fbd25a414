import { cost, type Micros } from "../money.ts";
import { type Consumption, hoursPerMonth, type Price, type PriceBook } from "../prices/book.ts";
import { consumptionRange } from "../prices/consumption.ts";
import { indexed } from "../prices/price.ts";
import type { Group, Part } from "./part.ts";

/** What something costs at least and at most. */
export interface Amounts {
  low: Micros;
  high: Micros;
}

/** What a part costs. */
export interface Line {
  group: Group;
  name: string;
  count: number;
  hourly: Amounts;
  monthly: Amounts;
  /** Until the environment ends, for one that does. */
  untilEnd?: Amounts;
}

/** What is there and has no price in the book. */
export interface Unpriced {
  name: string;
  /** By key of the book. */
  keys: readonly string[];
  region: string;
}

/** What a plan will cost at list prices. */
export interface Estimate {
  currency: string;
  /** The day of the oldest price in it; undefined when nothing is priced. */
  asOf: string | undefined;
  hourly: Amounts;
  /** For 730 hours. */
  monthly: Amounts;
  /** From its first hour to its last, for what ends. */
  untilEnd?: Amounts;
  lines: readonly Line[];
  /** Never counted as nothing: what it costs comes on top. */
  unpriced: readonly Unpriced[];
}

/** Finds prices: see `indexed`. */
export type Prices = (key: string, region: string) => Price | undefined;

export const sumOf = (amounts: readonly Amounts[]): Amounts => ({
  low: amounts.reduce((sum, { low }) => sum + low, 0),
  high: amounts.reduce((sum, { high }) => sum + high, 0),
});

interface Rate {
  perHour: number;
  price: Price;
}

/** What parts cost. `hours`: how long they live, where that is known. */
export function estimate(
  { currency }: Pick<PriceBook, "currency">,
  prices: Prices,
  parts: readonly Part[],
  hours?: number,
): Estimate {
  const found = parts.map((part) => priced(prices, part));
  const lines = parts.map(({ group, name, count }, index): Line => {
    const { low, high } = found[index]!;
    const during = (span: number) => ({ low: sumFor(low, span), high: sumFor(high, span) });
    return {
      group,
      name,
      count,
      hourly: during(1),
      monthly: during(hoursPerMonth),
      ...(hours !== undefined && { untilEnd: during(hours) }),
    };
  });
  const days = found.flatMap(({ low, high }) => [...low, ...high].map(({ price }) => price.asOf));
  return {
    currency,
    asOf: days.toSorted()[0],
    hourly: sumOf(lines.map(({ hourly }) => hourly)),
    monthly: sumOf(lines.map(({ monthly }) => monthly)),
    ...(hours !== undefined && { untilEnd: sumOf(lines.map(({ untilEnd }) => untilEnd!)) }),
    lines,
    unpriced: parts.flatMap(({ name, region }, index) => {
      const { keys } = found[index]!;
      return keys.length > 0 ? [{ name, region, keys }] : [];
    }),
  };
}

const sumFor = (rates: readonly Rate[], hours: number): Micros =>
  rates.reduce((sum, { perHour, price }) => sum + cost(perHour * hours, price.price), 0);

/** A part with the prices of what it consumes, and the keys of what has none. */
function priced(prices: Prices, { thing, count, most, region }: Part): { low: Rate[]; high: Rate[]; keys: string[] } {
  const keys = new Set<string>();
  const rates = (consumed: readonly Consumption[], times: number): Rate[] =>
    consumed.flatMap(({ key, perHour }) => {
      const price = prices(key, region);
      if (!price) keys.add(key);
      return price ? [{ perHour: perHour * times, price }] : [];
    });
  const least = consumptionRange(thing);
  const low = rates(least.low, count);
  const high = rates(most ? consumptionRange(most.thing).high : least.high, most?.count ?? count);
  return { low, high, keys: [...keys] };
}

/** The same with a book, for a single estimate. */
export const estimateWith = (book: PriceBook, parts: readonly Part[], hours?: number): Estimate =>
  estimate(book, indexed(book), parts, hours);
