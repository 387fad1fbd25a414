import { type Period, sameDays } from "../period.ts";
import { exportDays } from "./days.ts";
import { type Dialect, number, type Parameter, type Query } from "./dialect.ts";

/** How many complete days a forecast looks back: two weeks, in which each day of the week is there as often. */
export const forecastDays = 14;

/** An exact amount as the sources give it: a decimal number as text, or thousand-millionths. */
export type Exact = bigint | string;

/**
 * What comes back: a row for each key, for each day and for each type of cost. Amounts are net of credits. Days are
 * counted from the first of last month.
 */
export interface SumsRow {
  section: "key" | "day" | "type";
  /** The key, or the type of cost. */
  name: string | null;
  /** The day; of a key its first with a cost. */
  first_day: number;
  /** The last complete day with a regular cost; of a key only. */
  last_day: number | null;
  to_date: Exact;
  credits: Exact;
  complete: Exact;
  same_days: Exact;
  last_month: Exact;
  /** Of the days that the forecast looks back on, only regular cost. */
  recent: Exact;
  /** The sum of the squares of those days, in square micros. */
  recent_squares: number;
}

/** The columns that sum what is in a group of `days`. */
function measures(dialect: Dialect): string {
  const p = dialect.parameter;
  const net = "(cost + credits)";
  const sum = (condition: string, value = net) => `SUM(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;
  const recent = `is_regular AND day >= ${p("recent_from")} AND day < ${p("complete_to")}`;
  return [
    `${sum(`day >= ${p("first_day")}`)} AS to_date`,
    `${sum(`day >= ${p("first_day")}`, "credits")} AS credits`,
    `${sum(`day >= ${p("first_day")} AND day < ${p("complete_to")}`)} AS complete`,
    `${sum(`day < ${p("same_days")}`)} AS same_days`,
    `${sum(`day < ${p("first_day")}`)} AS last_month`,
    `${sum(recent)} AS recent`,
    `${sum(recent, `${dialect.micros(net)} * ${dialect.micros(net)}`)} AS recent_squares`,
  ].join(",\n  ");
}

/**
 * Sums what was spent, by key, by day and by type of cost at once. A row of the export is in exactly one group of
 * `days`, so that each of the three adds up to the same.
 */
export function sumsQuery(dialect: Dialect, period: Period): Query {
  const completeTo = dialect.parameter("complete_to");
  const all = measures(dialect);
  return {
    text: `WITH days AS (
    SELECT
      name,
      day,
      cost_kind,
      cost_kind = 'regular' AS is_regular,
      SUM(cost) AS cost,
      SUM(credits) AS credits
    FROM ${exportDays}
    GROUP BY name, day, cost_kind
  )
SELECT
  'key' AS section,
  name,
  MIN(day) AS first_day,
  MAX(CASE WHEN is_regular AND day < ${completeTo} AND cost <> 0 THEN day END) AS last_day,
  ${all}
FROM days
GROUP BY name
UNION ALL
SELECT
  'day' AS section,
  NULL AS name,
  day AS first_day,
  NULL AS last_day,
  ${all}
FROM days
GROUP BY day
UNION ALL
SELECT
  'type' AS section,
  cost_kind AS name,
  0 AS first_day,
  NULL AS last_day,
  ${all}
FROM days
GROUP BY cost_kind`,
    parameters: { first_day: number(period.last.days), ...boundaries(period) },
  };
}

/** Where days of the two months are divided. */
export const boundaries = (period: Period): Record<string, Parameter> => ({
  complete_to: number(period.last.days + period.complete),
  same_days: number(sameDays(period)),
  recent_from: number(Math.max(0, period.last.days + period.complete - forecastDays)),
});
