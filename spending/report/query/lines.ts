import { exportSpan, invoiceMonth, offsets, type Period } from "../period.ts";
import { type Dialect, moment, number, type Parameter, text } from "./dialect.ts";

/** What a report has a row for: a project (from which folders, teams and kinds follow), a service, or a label's value. */
export type Key = { by: "project" } | { by: "service" } | { by: "label"; label: string };

/** The key of a row, or NULL where it has none. */
export function keyOf(dialect: Dialect, key: Key): string {
  if (key.by === "project") return "project.id";
  if (key.by === "service") return "COALESCE(service.description, service.id)";
  const label = dialect.parameter("label");
  return `COALESCE(${dialect.valueOf("labels", label)}, ${dialect.valueOf("project.labels", label)})`;
}

/** The condition that leaves the rows of the two months, in one currency, and lets BigQuery skip all other days. */
export function inMonths(dialect: Dialect, currency = true): string {
  const parameter = dialect.parameter;
  return [
    `${dialect.partition} >= ${parameter("exported_from")}`,
    `${dialect.partition} < ${parameter("exported_to")}`,
    `invoice.month IN (${parameter("last_month")}, ${parameter("this_month")})`,
    ...(currency ? [`currency = ${parameter("currency")}`] : []),
  ].join("\n      AND ");
}

/** The parameters of that condition. */
export function monthParameters({ month, last }: Pick<Period, "month" | "last">): Record<string, Parameter> {
  const { from, to } = exportSpan(month);
  return {
    exported_from: moment(from),
    exported_to: moment(to),
    last_month: text(invoiceMonth(last.month)),
    this_month: text(invoiceMonth(month)),
  };
}

/** The number of a row's day, counted from the first of last month. The invoice decides on the month, not the day. */
export function dayOf(dialect: Dialect): string {
  const p = dialect.parameter;
  return (
    `CASE WHEN invoice.month = ${p("this_month")} ` +
    `THEN LEAST(GREATEST(${dialect.day}, ${p("first_day")}), ${p("days")} - 1) ` +
    `ELSE LEAST(GREATEST(${dialect.day}, 0), ${p("first_day")} - 1) END`
  );
}

/** The parameters of the number of a day; only DuckDB asks for the change of the clock. */
export function dayParameters(dialect: Dialect, period: Period): Record<string, Parameter> {
  const { start, change, shift } = offsets(period);
  return {
    start: moment(start),
    ...(dialect.day.includes(dialect.parameter("change")) && { change: moment(change), shift: number(shift) }),
    first_day: number(period.last.days),
    days: number(period.last.days + period.days),
  };
}
