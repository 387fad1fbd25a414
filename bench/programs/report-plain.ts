import { DuckDBInstance } from "@duckdb/node-api";

// What one would write without looking twice: a row for each credit, so it needs the cost apart; one month; no more.
const [file] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const start = performance.now();
const read = await connection.runAndReadAll(
  `WITH costs AS (SELECT project.id AS id, sum(CAST(cost AS DECIMAL(38, 9))) AS cost FROM read_parquet($file)
     WHERE invoice.month = '202611' GROUP BY 1),
   credits AS (SELECT project.id AS id, sum(CAST(c.amount AS DECIMAL(38, 9))) AS credit
     FROM read_parquet($file), unnest(credits) AS u(c) WHERE invoice.month = '202611' GROUP BY 1)
   SELECT id, cost + coalesce(credit, 0) AS net FROM costs LEFT JOIN credits USING (id) ORDER BY net DESC`,
  { file: file! },
);
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, rows: read.getRows().length }));
