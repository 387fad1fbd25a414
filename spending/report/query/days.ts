import type { Period } from "../period.ts";
import { type Dialect, type Query, text } from "./dialect.ts";
import { dayOf, dayParameters, inMonths, type Key, keyOf, monthParameters } from "./lines.ts";

/** What the sums of days are called in the queries that are made of them. */
export const exportDays = "export_days";

/**
 * Sums the rows of two months by key, project, SKU, type of cost and day: every row of the export is in exactly one group,
 * so whatever is summed of these adds up to the same.
 */
export function daysQuery(dialect: Dialect, table: string, key: Key, period: Period, currency: string): Query {
  const named = key.by === "project";
  return {
    text: `SELECT
  ${keyOf(dialect, key)} AS name,
  project.id AS project_id,
  sku.id AS sku_id,
  COALESCE(cost_type, 'regular') AS cost_kind,
  ${dayOf(dialect)} AS day,
  ANY_VALUE(COALESCE(service.description, service.id)) AS service_name,
  ANY_VALUE(COALESCE(sku.description, sku.id)) AS sku_name,
  SUM(usage.amount_in_pricing_units) AS used,
  SUM(${dialect.exact("cost")}) AS cost,
  SUM(${dialect.exactSum("credits", "amount")}) AS credits
FROM ${table}
WHERE ${inMonths(dialect)}
GROUP BY ${named ? "" : "name, "}project.id, sku.id, cost_kind, day`,
    parameters: {
      ...monthParameters(period),
      ...dayParameters(dialect, period),
      currency: text(currency),
      ...(key.by === "label" && { label: text(key.label) }),
    },
  };
}

/** A query on the sums of days. `days`: how these are asked for; none where they are kept. */
export function onDays(days: Query | undefined, { text, parameters }: Query): Query {
  if (!days) return { text, parameters };
  return {
    text: text.replace("WITH ", () => `WITH ${exportDays} AS (\n${days.text}\n  ),\n  `),
    parameters: { ...days.parameters, ...parameters },
  };
}
