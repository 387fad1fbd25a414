import type { Dialect, Query } from "./dialect.ts";
import { inMonths, monthParameters } from "./lines.ts";

/** A currency of the rows of two months: how many there are, and when the last of them was exported. */
export interface SpanRow {
  currency: string | null;
  line_count: number;
  accounts: number;
  newest: number;
}

/** Asks how far the data goes, and which currencies and how many accounts are in it. */
export function spanQuery(dialect: Dialect, table: string, month: string, last: string): Query {
  return {
    text: `SELECT
  currency,
  COUNT(*) AS line_count,
  COUNT(DISTINCT billing_account_id) AS accounts,
  ${dialect.milliseconds("MAX(export_time)")} AS newest
FROM ${table}
WHERE ${inMonths(dialect, false)}
GROUP BY currency
ORDER BY currency`,
    parameters: monthParameters({ month, last: { month: last, days: 0 } }),
  };
}
