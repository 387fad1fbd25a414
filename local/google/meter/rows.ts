import { units } from "../../../spending/money.ts";
import { hoursPerMonth, type Price, type PriceUnit } from "../../../spending/prices/book.ts";
import type { Credit, CreditType } from "./charges.ts";
import { labelList, type ProjectDescription } from "./descriptions.ts";
import { type InvoiceLine, invoiceMonth } from "./invoices.ts";
import { hour, startOfMonth } from "./pacific.ts";
import { countryOf } from "./places.ts";
import { seeded } from "./seeded.ts";
import type { Series } from "./series.ts";
import type { Entry } from "./state.ts";

/** A moment as BigQuery writes it to JSON. */
const timestamp = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** Google's words for the unit of a price, for the unit that usage is counted in, and how many of these one is. */
const unitNames: Record<PriceUnit, { pricing: string; base: string; factor: number }> = {
  hour: { pricing: "hour", base: "seconds", factor: 3600 },
  month: { pricing: "month", base: "seconds", factor: 3600 * hoursPerMonth },
  gibibyte: { pricing: "gibibyte", base: "bytes", factor: 2 ** 30 },
  "gibibyte-hour": { pricing: "gibibyte hour", base: "byte-seconds", factor: 2 ** 30 * 3600 },
  "gibibyte-month": { pricing: "gibibyte month", base: "byte-seconds", factor: 2 ** 30 * 3600 * hoursPerMonth },
};

const creditNames: Record<CreditType, { name: string; full_name: string }> = {
  SUSTAINED_USAGE_DISCOUNT: { name: "Sustained Usage Discount", full_name: "Sustained usage discount" },
  FREE_TIER: { name: "Kubernetes Engine free tier", full_name: "Kubernetes Engine free tier" },
  PROMOTION: { name: "Promotion", full_name: "Promotional credit" },
};

/** The price of a key in a region, if it has one. */
export type FindPrice = (key: string, region: string) => Price | undefined;

/** The currency of an account, and what one of the price book's is in it. */
export interface Currency {
  code: string;
  rate: number;
}

/** What a row says whatever hour it is of: JSON without its end, and what depends on the unit. */
export interface RowHead {
  json: string;
  unit: PriceUnit;
  currency: Currency;
}

/** The part of the rows of a series that stays. */
export function rowHead(series: Series, price: Price, currency: Currency, project: ProjectDescription): RowHead {
  const { region, zone, labels, account } = series;
  const country = countryOf(region);
  const location =
    region === "global"
      ? { location: "global" }
      : { location: zone ?? region, ...(country && { country }), region, ...(zone && { zone }) };
  const head = {
    billing_account_id: account,
    service: price.service,
    sku: price.sku,
    project,
    labels: labelList(labels),
    system_labels: [],
    tags: [],
    location,
    ...common(currency),
  };
  return { json: JSON.stringify(head).slice(0, -1), unit: price.unit, currency };
}

const common = ({ code, rate }: Currency) => ({
  currency: code,
  currency_conversion_rate: rate,
  transaction_type: "GOOGLE",
  seller_name: "Google",
});

/** The part of rows that says when: the same for all that a batch has of an hour. */
export const rowTimes = (start: number, exportTime: number): string =>
  JSON.stringify({
    usage_start_time: timestamp(start),
    usage_end_time: timestamp(start + hour),
    export_time: timestamp(exportTime),
    invoice: { month: invoiceMonth(start, exportTime), publisher_type: "GOOGLE" },
  }).slice(1, -1);

/** A row of the export: a line of JSON without its end. Put together of pieces, as there may be millions. */
export function row(
  { json, unit }: RowHead,
  times: string,
  { series, amount, cost, credits, correction }: Entry,
): string {
  const { pricing, base, factor } = unitNames[unit];
  const money = units(cost);
  const usage =
    `{"amount":${Math.round(amount * factor)},"unit":"${base}",` +
    `"amount_in_pricing_units":${amount},"pricing_unit":"${pricing}"}`;
  const type = correction
    ? `"adjustment","adjustment_info":${JSON.stringify(adjustment(seeded(`${series}/${times}`)))}`
    : '"regular"';
  const taken = credits.length === 0 ? "[]" : JSON.stringify(credits.map(creditOf));
  return `${json},${times},"cost":${money},"cost_at_list":${money},"usage":${usage},"credits":${taken},"cost_type":${type}}`;
}

const creditOf = ([type, amount]: Credit) => ({ id: type, ...creditNames[type], type, amount: units(amount) });

const adjustment = (id: number) => ({
  id: id.toString(16).padStart(8, "0"),
  description: "Usage was reported too high",
  mode: "PARTIAL_CORRECTION",
  type: "USAGE_CORRECTION",
});

/** A row of an invoice that belongs to no project. */
export function invoiceRow(
  { account, month, type, cost }: InvoiceLine,
  currency: Currency,
  exportTime: number,
): string {
  const end = startOfMonth(month, 1);
  const what = type === "tax" ? "Tax" : "Rounding error";
  return JSON.stringify({
    billing_account_id: account,
    service: { id: "", description: "Invoice" },
    sku: { id: "", description: what },
    labels: [],
    system_labels: [],
    tags: [],
    ...common(currency),
    usage_start_time: timestamp(end - hour),
    usage_end_time: timestamp(end),
    export_time: timestamp(exportTime),
    cost: units(cost),
    cost_at_list: units(cost),
    usage: { amount: 0, unit: "", amount_in_pricing_units: 0, pricing_unit: "" },
    credits: [],
    invoice: { month, publisher_type: "GOOGLE" },
    cost_type: type,
  });
}
