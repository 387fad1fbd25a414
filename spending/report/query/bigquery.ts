import type { Dialect } from "./dialect.ts";

/** BigQuery's standard SQL. */
export const bigquery: Dialect = {
  parameter: (name) => `@${name}`,
  exact: (amount) => `CAST(${amount} AS NUMERIC)`,
  exactSum: (repeated, field) => `IFNULL((SELECT SUM(CAST(c.${field} AS NUMERIC)) FROM UNNEST(${repeated}) AS c), 0)`,
  valueOf: (repeated, key) => `(SELECT MIN(l.value) FROM UNNEST(${repeated}) AS l WHERE l.key = ${key})`,
  folders:
    "ARRAY_TO_STRING(ARRAY(SELECT a.display_name FROM UNNEST(project.ancestors) AS a " +
    "WHERE STARTS_WITH(a.resource_name, 'folders/') ORDER BY " +
    "STRPOS(project.ancestry_numbers, CONCAT('/', SUBSTR(a.resource_name, 9), '/'))), ' / ')",
  day: "DATE_DIFF(DATE(usage_start_time, 'America/Los_Angeles'), DATE(@start, 'America/Los_Angeles'), DAY)",
  partition: "_PARTITIONTIME",
  micros: (amount) => `(CAST(${amount} AS FLOAT64) * 1e6)`,
  milliseconds: (value) => `UNIX_MILLIS(${value})`,
};
