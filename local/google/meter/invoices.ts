import { type Micros, microsPerUnit } from "../../../spending/money.ts";
import type { Store } from "../core/store.ts";
import { hour, monthOf, startOfMonth } from "./pacific.ts";

/** What is added to invoices as tax. Real rates depend on who pays where. */
const taxRate = 0.1;

/** Hours after the end of a month at which its invoice is written. What is exported later is on the next one. */
const closing = 72;

const prefix = "meter/invoices/";

/** What stands on an invoice so far, by billing account. */
type Invoice = Record<string, Micros>;

const closeOf = (month: string): number => startOfMonth(month, 1) + closing * hour;

/** The month of the invoice that usage is on. */
export function invoiceMonth(start: number, exportTime: number): string {
  const month = monthOf(start);
  return exportTime <= closeOf(month) ? month : monthOf(exportTime);
}

/** Adds to an invoice, as part of the transaction at hand. */
export function addToInvoice(store: Store, month: string, sums: Map<string, Micros>): void {
  const invoice = store.get<Invoice>(prefix + month) ?? {};
  for (const [account, sum] of sums) invoice[account] = (invoice[account] ?? 0) + sum;
  store.put(prefix + month, invoice);
}

/** What an invoice has of no project: tax, and what rounding to cents makes of it. */
export interface InvoiceLine {
  account: string;
  month: string;
  type: "tax" | "rounding_error";
  cost: Micros;
}

/** The month whose invoice is written at a moment, if there is one. */
export function closedAt(moment: number): string | undefined {
  const month = monthOf(moment - (closing + 24) * hour);
  return closeOf(month) === moment ? month : undefined;
}

/** The lines with which invoices end. `more`: what is added to the invoice at the same time, by account. */
export function lastLines(store: Store, month: string, more: ReadonlyMap<string, Micros>): InvoiceLine[] {
  const kept = store.get<Invoice>(prefix + month) ?? {};
  const accounts = [...new Set([...Object.keys(kept), ...more.keys()])].sort();
  const cent = microsPerUnit / 100;
  return accounts.flatMap((account): InvoiceLine[] => {
    const sum = (kept[account] ?? 0) + (more.get(account) ?? 0);
    const tax = Math.max(0, Math.round(sum * taxRate));
    const rounding = Math.round((sum + tax) / cent) * cent - (sum + tax);
    const line = { account, month };
    return [
      ...(tax > 0 ? [{ ...line, type: "tax" as const, cost: tax }] : []),
      ...(rounding === 0 ? [] : [{ ...line, type: "rounding_error" as const, cost: rounding }]),
    ];
  });
}

/** Whether an invoice is still to be written. */
export const hasInvoices = (store: Store): boolean => store.any(prefix);

/** Forgets an invoice that is written, as part of the transaction at hand. */
export const forgetInvoice = (store: Store, month: string): void => store.delete(prefix + month);
