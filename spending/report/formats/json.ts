import { type Micros, units } from "../../money.ts";
import { dateOf, sameDays } from "../period.ts";
import type { Report, ReportRow } from "../report.ts";

const known = (amount: Micros | undefined) => (amount === undefined ? null : units(amount));

const rowFacts = (row: ReportRow) => ({
  key: row.key ?? null,
  title: row.title ?? null,
  toDate: units(row.toDate),
  credits: units(row.credits),
  complete: units(row.complete),
  sameDays: units(row.sameDays),
  delta: units(row.delta),
  lastMonth: units(row.lastMonth),
  forecast: row.forecast ? { amount: units(row.forecast.amount), error: units(row.forecast.error) } : null,
  budget: known(row.budget),
  budgetUsed: row.budgetUsed ?? null,
  estimate: known(row.estimate),
  overEstimate: known(row.overEstimate),
  topService: row.topService ?? null,
});

/** A report for machines: amounts in units of the currency, to the millionth. */
export function reportFacts(report: Report) {
  const { period } = report;
  return {
    month: period.month,
    by: report.by.by === "label" ? `label:${report.by.label}` : report.by.by,
    currency: report.currency,
    source: report.source,
    asOf: new Date(period.asOf).toISOString(),
    lines: report.lines,
    billingAccounts: report.accounts,
    compared: {
      days: period.complete,
      with: sameDays(period),
      complete: period.complete === period.days,
      incompleteFrom: period.complete === period.days ? null : dateOf(period.month, period.complete),
    },
    groups: report.groups.map(({ name, rows, sum }) => ({
      name: name ?? null,
      rows: rows.map(rowFacts),
      sum: rowFacts(sum),
    })),
    total: rowFacts(report.total),
    types: Object.fromEntries(Object.entries(report.types).map(([name, amount]) => [name, units(amount)])),
    days: report.days.map(({ date, amount, last, complete }) => ({
      date,
      amount: units(amount),
      lastMonth: known(last),
      complete,
    })),
    changes: report.changes.map(({ project, service, sku, cause, now, before, delta, usage, price, credits }) => ({
      project: project ?? null,
      service,
      sku,
      cause,
      now: units(now),
      before: units(before),
      delta: units(delta),
      of: { usage: units(usage), price: units(price), credits: units(credits) },
    })),
    withoutOwner: report.orphans.map(({ project, name, toDate, label }) => ({
      project,
      name: name ?? null,
      toDate: units(toDate),
      label: label ?? null,
    })),
  };
}
