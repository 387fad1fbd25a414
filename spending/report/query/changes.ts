import type { Period } from "../period.ts";
import { exportDays } from "./days.ts";
import { type Dialect, number, type Query } from "./dialect.ts";
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
  cost_kind: string | null;
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
export function changesQuery(dialect: Dialect, period: Period, allServices = false): Query {
  const p = dialect.parameter;
  const now = `day >= ${p("first_day")} AND day < ${p("complete_to")}`;
  const then = `day < ${p("same_days")}`;
  const sum = (condition: string, value: string) => `SUM(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;
  const delta = "now_cost + now_credits - then_cost - then_credits";
  return {
    text: `WITH changes AS (
    SELECT
      project_id,
      sku_id,
      cost_kind,
      MAX(service_name) AS service_name,
      MAX(sku_name) AS sku_name,
      ${sum(now, "cost")} AS now_cost,
      ${sum(now, "credits")} AS now_credits,
      ${sum(then, "cost")} AS then_cost,
      ${sum(then, "credits")} AS then_credits,
      ${sum(now, "used")} AS now_used,
      ${sum(then, "used")} AS then_used
    FROM ${exportDays}
    GROUP BY project_id, sku_id, cost_kind
  ),
  largest AS (
    SELECT
      project_id, sku_id, cost_kind, service_name, sku_name,
      now_cost, now_credits, then_cost, then_credits, now_used, then_used
    FROM changes
    WHERE ${delta} <> 0
    ORDER BY ABS(${delta}) DESC, project_id, sku_id, cost_kind
    LIMIT ${changesAsked}
  ),
  services AS (
    SELECT name, service_name, SUM(cost + credits) AS to_date
    FROM ${exportDays}
    WHERE day >= ${p("first_day")}
    GROUP BY name, service_name
  ),
  dearest AS (
    SELECT name, service_name, to_date
    FROM services
    WHERE to_date > 0
    QUALIFY ROW_NUMBER() OVER (PARTITION BY name ORDER BY to_date DESC, service_name) <= ${allServices ? servicesAsked : 1}
  )
SELECT
  'change' AS section,
  NULL AS name,
  project_id AS project,
  service_name AS service,
  sku_name AS sku,
  cost_kind,
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
  service_name AS service,
  NULL AS sku,
  NULL AS cost_kind,
  to_date AS now_cost,
  0 AS now_credits,
  0 AS then_cost,
  0 AS then_credits,
  NULL AS now_used,
  NULL AS then_used
FROM dearest`,
    parameters: {
      first_day: number(period.last.days),
      complete_to: boundaries(period).complete_to!,
      same_days: boundaries(period).same_days!,
    },
  };
}
