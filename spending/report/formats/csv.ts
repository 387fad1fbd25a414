import { printable } from "../../../spec/problem.ts";
import { type Micros, units } from "../../money.ts";
import type { Report, ReportRow } from "../report.ts";
import { notAttributed } from "./words.ts";

/**
 * A text as a cell. Spreadsheets run what begins like a formula, and the names of projects and labels may come from
 * anybody: an apostrophe in front makes a text of it. What a terminal would obey is written out.
 */
function cell(value: string): string {
  const text = printable(value);
  const safe = /^[\s"']*[=+\-@|%\\]/.test(text) ? `'${text}` : text;
  return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const amount = (value: Micros | undefined): string => (value === undefined ? "" : String(units(value)));

const columns: [title: string, value: (row: ReportRow, group: string | undefined) => string][] = [
  ["group", (_, group) => cell(group ?? "")],
  ["key", (row) => cell(row.key ?? notAttributed)],
  ["title", (row) => cell(row.title ?? "")],
  ["to_date", (row) => amount(row.toDate)],
  ["credits", (row) => amount(row.credits)],
  ["complete_days", (row) => amount(row.complete)],
  ["same_days_last_month", (row) => amount(row.sameDays)],
  ["delta", (row) => amount(row.delta)],
  ["last_month", (row) => amount(row.lastMonth)],
  ["forecast", (row) => amount(row.forecast?.amount)],
  ["forecast_error", (row) => amount(row.forecast?.error)],
  ["budget", (row) => amount(row.budget)],
  ["budget_used", (row) => (row.budgetUsed === undefined ? "" : row.budgetUsed.toFixed(4))],
  ["estimate", (row) => amount(row.estimate)],
  ["over_estimate", (row) => amount(row.overEstimate)],
  ["top_service", (row) => cell(row.topService?.name ?? "")],
];

/** A report as CSV (RFC 4180): a line for each row, without sums, so that adding a column up gives the total. */
export function reportCsv(report: Report): string {
  const head = [...columns.map(([title]) => title), "currency", "month"].join(",");
  const lines = report.groups.flatMap(({ name, rows }) =>
    rows.map((row) =>
      [...columns.map(([, value]) => value(row, name)), cell(report.currency), report.period.month].join(","),
    ),
  );
  return `${[head, ...lines].join("\r\n")}\r\n`;
}
