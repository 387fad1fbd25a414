import { renameSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

/**
 * Writes a billing export as Parquet: so many projects with as many SKUs each, every hour of October and November 2026.
 * What a row has is what Google's rows have, as far as it matters for how long it takes to read.
 */
export async function writeExport(file: string, projects: number, skus: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const hours = 1464;
  await connection.run(`COPY (
    WITH numbered AS (
      SELECT
        CAST(i // ${projects * skus} AS INTEGER) AS h,
        CAST((i // ${skus}) % ${projects} AS INTEGER) AS p,
        CAST(i % ${skus} AS INTEGER) AS s,
        CAST(hash(i) % 1000000 AS BIGINT) AS r
      FROM range(${hours * projects * skus}) numbers(i)
    )
    SELECT
      '01C0DE-5EED00-CAFE42' AS billing_account_id,
      {id: printf('6F81-%04d', s % 6), description: 'Service ' || (s % 6)} AS service,
      {id: printf('%04X-%04X-%04X', s * 37, s * 91, s * 17), description: 'SKU ' || s || ' running in Americas'} AS sku,
      TIMESTAMP '2026-10-01 07:00:00' + to_hours(h) AS usage_start_time,
      TIMESTAMP '2026-10-01 08:00:00' + to_hours(h) AS usage_end_time,
      {
        id: 'sgd-project-' || p,
        number: '' || (100000000000 + p),
        name: 'Project ' || p,
        labels: [
          {key: 'environment-kind', 'value': 'kind-' || (p % 4)},
          {key: 'managed-by', 'value': 'sourcegraph-distribution'},
          {key: 'owner', 'value': 'team-' || (p % 9)}
        ],
        ancestry_numbers: '/419083752617/' || (700000 + p % 7) || '/',
        ancestors: [
          {resource_name: 'projects/' || (100000000000 + p), display_name: 'Project ' || p},
          {resource_name: 'folders/' || (700000 + p % 7), display_name: 'Folder ' || (p % 7)},
          {resource_name: 'organizations/419083752617', display_name: 'example.com'}
        ]
      } AS project,
      [{key: 'env', 'value': 'env-' || p}] AS labels,
      TIMESTAMP '2026-10-01 12:00:00' + to_hours(h) AS export_time,
      r * 0.000537 AS cost,
      'USD' AS currency,
      {amount: 3600.0, unit: 'seconds', amount_in_pricing_units: r * 0.01, pricing_unit: 'hour'} AS usage,
      CASE WHEN s % 5 = 0 THEN [{
        name: 'Sustained Usage Discount', amount: r * -0.0001, full_name: 'Sustained Usage Discount', id: 'SUD',
        type: 'SUSTAINED_USAGE_DISCOUNT'
      }] ELSE [] END AS credits,
      {month: CASE WHEN h < 744 THEN '202610' ELSE '202611' END, publisher_type: 'GOOGLE'} AS invoice,
      'regular' AS cost_type
    FROM numbered
  ) TO '${file.replaceAll("'", "''")}.new' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  renameSync(`${file}.new`, file);
}
