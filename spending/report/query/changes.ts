import type { Period } from "../period.ts";
import { type Dialect, type Query, text } from "./dialect.ts";
import { dayOf, dayParameters, inMonths, type Key, keyOf, monthParameters } from "./lines.ts";
import { boundaries, type Exact } from "./sums.ts";

/** How many changes are asked for, the largest first. */
const changesAsked = 100;

/** More services than a key can have. */
const servicesAsked = 10_000;

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
 * each key that cost the most, or with `allServices` what each cost.
 */
export function changesQuery(
  dialect: Dialect,
  table: string,
  key: Key,
  period: Period,
  currency: string,
  allServices = false,
): Query {
  const sum = (part: string, value: string) => `SUM(CASE WHEN part = ${part} THEN ${value} ELSE 0 END)`;
  const delta = "now_cost + now_credits - then_cost - then_credits";
  const byProject = key.by === "project";
  const name = byProject ? "" : `${keyOf(dialect, key)} AS name,\n      `;
  const grouped = byProject ? "" : "name, ";
  return {
    text: `WITH export_lines AS (
    SELECT
      ${name}project.id AS project,
      sku.id AS sku_id,
      COALESCE(service.description, service.id) AS service,
      COALESCE(sku.description, sku.id) AS sku,
      usage.pricing_unit AS unit,
      COALESCE(cost_type, 'regular') AS cost_type,
      ${partOf(dialect)} AS part,
      usage.amount_in_pricing_units AS used,
      ${dialect.exact("cost")} AS cost,
      ${dialect.exactSum("credits", "amount")} AS credits
    FROM ${table}
    WHERE ${inMonths(dialect)}
  ),
  parts AS (
    SELECT
      ${byProject ? "project AS name" : "name"},
      project,
      sku_id,
      unit,
      cost_type,
      part,
      ANY_VALUE(service) AS service,
      ANY_VALUE(sku) AS sku,
      SUM(used) AS used,
      SUM(cost) AS cost,
      SUM(credits) AS credits
    FROM export_lines
    GROUP BY ${grouped}project, sku_id, unit, cost_type, part
  ),
  changes AS (
    SELECT
      project,
      sku_id,
      unit,
      cost_type,
      MAX(service) AS service,
      MAX(sku) AS sku,
      ${sum("2", "cost")} AS now_cost,
      ${sum("2", "credits")} AS now_credits,
      ${sum("0", "cost")} AS then_cost,
      ${sum("0", "credits")} AS then_credits,
      ${sum("2", "used")} AS now_used,
      ${sum("0", "used")} AS then_used
    FROM parts
    GROUP BY project, sku_id, unit, cost_type
  ),
  largest AS (
    SELECT project, sku_id, unit, cost_type, service, sku, now_cost, now_credits, then_cost, then_credits, now_used, then_used
    FROM changes
    WHERE ${delta} <> 0
    ORDER BY ABS(${delta}) DESC, project, sku_id, unit, cost_type
    LIMIT ${changesAsked}
  ),
  services AS (
    SELECT name, service, SUM(cost + credits) AS to_date
    FROM parts
    WHERE part >= 2
    GROUP BY name, service
  ),
  dearest AS (
    SELECT name, service, to_date
    FROM services
    WHERE to_date > 0
    QUALIFY ROW_NUMBER() OVER (PARTITION BY name ORDER BY to_date DESC, service) <= ${allServices ? servicesAsked : 1}
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
      complete_to: boundaries(period).complete_to!,
      same_days: boundaries(period).same_days!,
      currency: text(currency),
      ...(key.by === "label" && { label: text(key.label) }),
    },
  };
}

/**
 * Which part of the two months a row is of: 0 the days of last month that are compared, 1 the rest of it, 2 the complete
 * days of this month, 3 the rest of it.
 */
function partOf(dialect: Dialect): string {
  const day = dayOf(dialect);
  const p = dialect.parameter;
  return (
    `CASE WHEN invoice.month = ${p("this_month")} ` +
    `THEN CASE WHEN ${day} < ${p("complete_to")} THEN 2 ELSE 3 END ` +
    `ELSE CASE WHEN ${day} < ${p("same_days")} THEN 0 ELSE 1 END END`
  );
}
