import type { Nanos } from "../money.ts";

/** The unit that a price is for. A month is that of Google's prices: 730 hours. */
export type PriceUnit = "hour" | "gibibyte-hour" | "gibibyte-month" | "gibibyte" | "month";

/** What a kind of consumption costs in a region. */
export interface Price {
  /** A name of our own that says what it is: "e2-core". */
  key: string;
  /** Google's service, as the billing export has it. */
  service: { id: string; description: string };
  /** Google's SKU, as the billing export and the catalogue have it. */
  sku: { id: string; description: string };
  /** "us-central1", or "global". */
  region: string;
  unit: PriceUnit;
  price: Nanos;
  /** Where it was read. */
  source: string;
  /** When it was read: "2026-07-01". */
  asOf: string;
}

/** Prices of one currency. */
export interface PriceBook {
  currency: string;
  prices: readonly Price[];
}

/** Hours of a month, as Google's monthly prices count. */
export const hoursPerMonth = 730;

/** So much of what a price is for, an hour. */
export interface Consumption {
  /** The key of the price. */
  key: string;
  /** In the price's unit, an hour: 8 cores are 8 hours of a core; 100 GiB of disk are 100/730 gibibyte-months. */
  perHour: number;
}
