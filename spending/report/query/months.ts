import type { Dialect, Query } from "./dialect.ts";

/** What comes back: the newest month that there is an invoice of: "202611". */
export interface NewestMonthRow {
  month: string | null;
}

/** Asks for the newest month. It reads all partitions: for files only. */
export const newestMonthQuery = (_: Dialect, table: string): Query => ({
  text: `SELECT MAX(invoice.month) AS month FROM ${table}`,
  parameters: {},
});
