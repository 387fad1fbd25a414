import type { Period } from "../period.ts";
import { type Dialect, number, type Query, text } from "./dialect.ts";
import { dayOf, dayParameters, inMonths, type Key, keyOf, monthParameters } from "./lines.ts";
import { boundaries, type Exact } from "./sums.ts";

/** How many changes are asked for, the largest first. */
const changesAsked = 100;

/** What comes back: the largest changes, and the service of each key that cost the most. */
export interface ChangesRow {
  section: "change" | "service";
  /** The key of a service; of a change nothing. */
  name: string | null;
  project: string | null;
  service: string | null;
  sku: string | null;
  unit: string | null;
  cost_type: string | null;
  /** What it cost before credits, in the complete days of the month and the same of the one before. */
  now_cost: Exact;
  now_credits: Exact;
  then_cost: Exact;
  then_credits: Exact;
  now_used: number | null;
  then_used: number | null;
}

/**
 * Compares the complete days of a month with the same of the one before, by project and SKU; and finds the service of
 * each key that cost the most.
 */
export function changesQuery(dialect: Dialect, table: string, key: Key, period: Period, currency: string): Query {
  const p = dialect.parameter;
  const now = `day >= ${p("first_day")} AND day < ${p("complete_to")}`;
  const then = `day < ${p("same_days")}`;
  const sum = (condition: string, value: string) => `SUM(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;
  const delta = "now_cost + now_credits - then_cost - then_credits";
  return {
    text: `WITH export_lines AS (
    SELECT
      ${keyOf(dialect, key)} AS name,
      ${dayOf(dialect)} AS day,
      project.id AS project,
      COALESCE(service.description, service.id) AS service,
      sku.id AS sku_id,
      COALESCE(sku.description, sku.id) AS sku,
      usage.pricing_unit AS unit,
      COALESCE(cost_type, 'regular') AS cost_type,
      usage.amount_in_pricing_units AS used,
      ${dialect.exact("cost")} AS cost,
      ${dialect.exactSum("credits", "amount")} AS credits
    FROM ${table}
    WHERE ${inMonths(dialect)}
  ),
  skus AS (
    SELECT
      name,
      project,
      sku_id,
      unit,
      cost_type,
      MAX(service) AS service,
      MAX(sku) AS sku,
      ${sum(now, "cost")} AS now_cost,
      ${sum(now, "credits")} AS now_credits,
      ${sum(then, "cost")} AS then_cost,
      ${sum(then, "credits")} AS then_credits,
      ${sum(now, "used")} AS now_used,
      ${sum(then, "used")} AS then_used,
      ${sum(`day >= ${p("first_day")}`, "cost + credits")} AS to_date
    FROM export_lines
    GROUP BY name, project, sku_id, unit, cost_type
  ),
  changes AS (
    SELECT
      project,
      sku_id,
      unit,
      cost_type,
      MAX(service) AS service,
      MAX(sku) AS sku,
      SUM(now_cost) AS now_cost,
      SUM(now_credits) AS now_credits,
      SUM(then_cost) AS then_cost,
      SUM(then_credits) AS then_credits,
      SUM(now_used) AS now_used,
      SUM(then_used) AS then_used
    FROM skus
    GROUP BY project, sku_id, unit, cost_type
  ),
  largest AS (
    SELECT *
    FROM changes
    WHERE ${delta} <> 0
    ORDER BY ABS(${delta}) DESC, project, sku_id, unit, cost_type
    LIMIT ${changesAsked}
  ),
  services AS (
    SELECT
      name,
      service,
      SUM(to_date) AS to_date
    FROM skus
    GROUP BY name, service
  ),
  dearest AS (
    SELECT name, service, to_date
    FROM services
    WHERE to_date > 0
    QUALIFY ROW_NUMBER() OVER (PARTITION BY name ORDER BY to_date DESC, service) = 1
  )
SELECT
  'change' AS section,
  NULL AS name,
  project,
  service,
  sku,
  unit,
  cost_type,
  now_cost,
  now_credits,
  then_cost,
  then_credits,
  now_used,
  then_used
FROM largest
UNION ALL
SELECT
  'service' AS section,
  name,
  NULL AS project,
  service,
  NULL AS sku,
  NULL AS unit,
  NULL AS cost_type,
  to_date AS now_cost,
  0 AS now_credits,
  0 AS then_cost,
  0 AS then_credits,
  NULL AS now_used,
  NULL AS then_used
FROM dearest`,
    parameters: {
      ...monthParameters(period),
      ...dayParameters(dialect, period),
      first_day: number(period.last.days),
      complete_to: boundaries(period).complete_to!,
      same_days: boundaries(period).same_days!,
      currency: text(currency),
      ...(key.by === "label" && { label: text(key.label) }),
    },
  };
}
