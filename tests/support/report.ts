import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Micros } from "../../spending/money.ts";
import { plannedSpending } from "../../spending/report/planned.ts";
import { readFacts } from "../../spending/report/read.ts";
import { type By, keyFor, type Report, report } from "../../spending/report/report.ts";
import type { ExportRow } from "../../spending/report/schema.ts";
import { openFiles } from "../../spending/report/sources/duckdb.ts";
import { exportLines } from "./billing-export.ts";
import { goodSpecification, today } from "./specification.ts";

/** What a test asks of a report. */
export interface Asked {
  month?: string;
  by?: By;
  currency?: string;
  estimates?: ReadonlyMap<string, Micros>;
  parquet?: boolean;
}

/** Runs something on a file of an export, in a folder of its own. */
export async function withExport<T>(
  rows: readonly ExportRow[],
  parquet: boolean,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-export-"));
  try {
    const file = join(folder, "export.json");
    writeFileSync(file, exportLines(rows));
    if (!parquet) return await use(file);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const source = await openFiles([file]);
    await connection.run(`COPY (SELECT * FROM ${source.table}) TO '${folder}/export.parquet' (FORMAT parquet)`);
    source.close();
    connection.closeSync();
    return await use(join(folder, "export.parquet"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The report of rows, by the specification of the tests. */
export const reportOf = (
  rows: readonly ExportRow[],
  { month = "2026-11", by = { by: "project" }, currency, estimates, parquet = false }: Asked = {},
): Promise<Report> =>
  withExport(rows, parquet, async (file) => {
    const source = await openFiles([file]);
    try {
      const rolledUp = ["folder", "team", "kind"].includes(by.by);
      const facts = await readFacts(source, {
        month,
        key: keyFor(by),
        allServices: rolledUp,
        ...(currency && { currency }),
      });
      return report(facts, by, plannedSpending(goodSpecification(), today), "the test's export", estimates);
    } finally {
      source.close();
    }
  });

/** A row of a report by its key, or the one without. */
export function rowOf({ groups }: Report, key: string | undefined) {
  const row = groups.flatMap(({ rows }) => rows).find((each) => each.key === key);
  if (!row) throw new Error(`the report has no row ${key}`);
  return row;
}
