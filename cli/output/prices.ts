import type { Nanos } from "../../spending/money.ts";
import type { PriceBook, PriceUnit } from "../../spending/prices/book.ts";
import type { Change } from "../../spending/prices/refresh.ts";
import { paint } from "./style.ts";
import { table } from "./table.ts";

const units: Record<PriceUnit, string> = {
  hour: "an hour",
  "gibibyte-hour": "a GiB and hour",
  "gibibyte-month": "a GiB and month",
  gibibyte: "a GiB",
  month: "a month",
};

/** A price in units of the currency, with all of its digits: "0.02181159". */
export const priceText = (price: Nanos): string => (price / 1e9).toFixed(9).replace(/(\.\d{2}\d*?)0+$/, "$1");

/** Every price, a line each. */
export function bookTable({ currency, prices }: PriceBook): string {
  const rows = prices.map(({ key, region, price, unit, asOf }) => [key, region, priceText(price), units[unit], asOf]);
  const sources = Map.groupBy(prices, ({ source }) => source);
  return [
    table(["PRICE", "REGION", currency, "FOR", "AS OF"], rows, [2]),
    paint("dim", "\nRead from:"),
    ...[...sources].map(([source, from]) => paint("dim", `  ${source} (${from.length})`)),
  ].join("\n");
}

/** What a refresh changed, a line each. */
export function changeTable(changes: readonly Change[], currency: string): string {
  const rows = changes.map(({ key, region, before, after }) => {
    const share = before && before.price > 0 ? (after.price / before.price - 1) * 100 : undefined;
    return [
      key,
      region,
      before ? priceText(before.price) : "new",
      priceText(after.price),
      share === undefined ? "" : `${share > 0 ? "+" : ""}${share.toFixed(1)} %`,
    ];
  });
  return table(["PRICE", "REGION", "BEFORE", currency, "CHANGE"], rows, [2, 3, 4]);
}
