import type { Dialect } from "./dialect.ts";

/** As BigQuery's NUMERIC has it: nine digits after the point. */
const exact = (amount: string): string => `CAST(${amount} AS DECIMAL(38, 9))`;

/**
 * SQL of DuckDB. Lists are folded by functions: a sub-select on a list becomes a join there, and takes thirty times as
 * long. Days are counted by arithmetic: its time zones take as long as all the rest.
 */
export const duckdb: Dialect = {
  parameter: (name) => `$${name}`,
  exact,
  exactSum: (repeated, field) =>
    `CASE WHEN LEN(${repeated}) > 0 THEN ` +
    `COALESCE(LIST_SUM(LIST_TRANSFORM(${repeated}, LAMBDA c: ${exact(`c.${field}`)})), 0) ELSE 0 END`,
  valueOf: (repeated, key) =>
    `LIST_MIN(LIST_TRANSFORM(LIST_FILTER(${repeated}, LAMBDA l: l.key = ${key}), LAMBDA l: l.value))`,
  folders:
    "ARRAY_TO_STRING(LIST_TRANSFORM(LIST_SORT(LIST_TRANSFORM(LIST_FILTER(project.ancestors, " +
    "LAMBDA a: STARTS_WITH(a.resource_name, 'folders/')), LAMBDA a: {'place': " +
    "STRPOS(project.ancestry_numbers, CONCAT('/', SUBSTR(a.resource_name, 9), '/')), 'name': a.display_name})), " +
    "LAMBDA a: a.name), ' / ')",
  day:
    "CAST(FLOOR((EPOCH_MS(usage_start_time) - EPOCH_MS($start) - " +
    "CASE WHEN usage_start_time >= $change THEN $shift ELSE 0 END) / 86400000) AS BIGINT)",
  partition: "export_time",
  micros: (amount) => `(CAST(${amount} AS DOUBLE) * 1e6)`,
  milliseconds: (value) => `EPOCH_MS(${value})`,
};
