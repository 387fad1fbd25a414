import type { Micros } from "../../../spending/money.ts";
import type { Price } from "../../../spending/prices/book.ts";
import type { Store } from "../core/store.ts";
import type { Descriptions } from "./descriptions.ts";
import type { Exported } from "./exported.ts";
import { addToInvoice, closedAt, forgetInvoice, invoiceMonth, lastLines } from "./invoices.ts";
import type { Ledger } from "./ledger.ts";
import { dayOf } from "./pacific.ts";
import { type Currency, type FindPrice, invoiceRow, type RowHead, row, rowHead, rowTimes } from "./rows.ts";
import { pendingAt } from "./state.ts";

/** What an export needs. */
export interface ExportingOptions {
  store: Store;
  ledger: Ledger;
  exported: Exported;
  descriptions: Descriptions;
  /** What rows say that doesn't change, by series, as far as it is known. */
  heads: Map<number, RowHead>;
  priceOf: FindPrice;
  currencyOf(account: string): Currency;
}

/** Rows to be written, and what notes that they were: to be called in a transaction when the file is there. */
export interface Batch {
  rows: string[];
  keep(): void;
}

/** The batch of a moment: what is due, and the end of the invoice that is written then. */
export function exportBatch(options: ExportingOptions, moment: number): Batch {
  const { store, ledger, exported, currencyOf } = options;
  const due = pendingAt(store, moment);
  const rows: string[] = [];
  const invoices = new Map<string, Map<string, Micros>>();
  for (const { start, entries } of due) {
    const sums = sumsIn(invoices, invoiceMonth(start, moment));
    const times = rowTimes(start, moment);
    for (const entry of entries) {
      rows.push(row(headOf(options, entry.series), times, entry));
      const { account } = ledger.series.get(entry.series);
      sums.set(
        account,
        entry.credits.reduce((sum, [, amount]) => sum + amount, (sums.get(account) ?? 0) + entry.cost),
      );
    }
  }
  const closed = closedAt(moment);
  if (closed !== undefined) {
    const lines = lastLines(store, closed, sumsIn(invoices, closed));
    rows.push(...lines.map((line) => invoiceRow(line, currencyOf(line.account), moment)));
  }
  const keep = () => {
    for (const { name, start, entries } of due) {
      const day = dayOf(start);
      for (const entry of entries) exported.add(day, entry);
      store.delete(name);
    }
    exported.save();
    for (const [month, sums] of invoices) if (sums.size > 0) addToInvoice(store, month, sums);
    if (closed !== undefined) forgetInvoice(store, closed);
  };
  return { rows, keep };
}

function sumsIn(invoices: Map<string, Map<string, Micros>>, month: string): Map<string, Micros> {
  const sums = invoices.get(month) ?? new Map<string, Micros>();
  invoices.set(month, sums);
  return sums;
}

function headOf({ ledger, heads, descriptions, priceOf, currencyOf }: ExportingOptions, number: number): RowHead {
  const known = heads.get(number);
  if (known) return known;
  const series = ledger.series.get(number);
  // One that was metered and is no longer in the book can only be called by our own name.
  const price = priceOf(series.key, series.region) ?? nameless(series.key, series.region);
  const head = rowHead(series, price, currencyOf(series.account), descriptions.of(series.project));
  heads.set(number, head);
  return head;
}

const nameless = (key: string, region: string): Price => ({
  key,
  region,
  service: { id: "", description: "" },
  sku: { id: "", description: key },
  unit: "hour",
  price: 0,
  source: "",
  asOf: "",
});
