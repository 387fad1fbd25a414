import { globSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { printable, UserError } from "../../../spec/problem.ts";
import type { Parameter, Query } from "../query/dialect.ts";
import { duckdb } from "../query/duckdb.ts";
import { type Column, type Columns, isRepeated, type Scalar, standardExport } from "../schema.ts";
import { brokenLine } from "./broken-line.ts";
import type { Source } from "./source.ts";

const types: Record<Scalar, string> = {
  STRING: "VARCHAR",
  TIMESTAMP: "TIMESTAMP",
  FLOAT: "DOUBLE",
  NUMERIC: "DECIMAL(38, 9)",
  BOOLEAN: "BOOLEAN",
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const fields = (columns: Columns): string[] =>
  Object.entries(columns).map(([name, column]) => `"${name}" ${typeOf(column)}`);

/** The type of a column in DuckDB. */
function typeOf(column: Column): string {
  if (typeof column === "string") return types[column];
  return isRepeated(column) ? `${typeOf(column[0])}[]` : `STRUCT(${fields(column).join(", ")})`;
}

/** How files are read: JSON lines by the schema, as most of what is null isn't written; Parquet brings its own. */
function reader(files: string[], parquet: boolean): string {
  const list = `[${files.map(quoted).join(", ")}]`;
  if (parquet) return `read_parquet(${list}, union_by_name = true)`;
  const columns = Object.entries(standardExport).map(([name, column]) => `${name}: ${quoted(typeOf(column))}`);
  return `read_json(${list}, format = 'newline_delimited', columns = {${columns.join(", ")}})`;
}

const json = /\.(json|jsonl|ndjson)(\.gz)?$/;
const parquet = /\.parquet$/;

/** The files that are meant by a name or a pattern. Throws a UserError if there are none, or of a kind that isn't read. */
export function exportFiles(pattern: string): string[] {
  const files = globSync(pattern).sort();
  const shown = printable(pattern);
  if (files.length === 0)
    throw new UserError(`--export: found no file ${shown}; allowed: a file, or a pattern in quotes.`);
  const other = files.find((file) => !json.test(file) && !parquet.test(file));
  if (other !== undefined) {
    throw new UserError(
      `--export: found ${printable(other)}; allowed: JSON lines (.json, .json.gz) and .parquet, as \`bq extract\` ` +
        "writes them. CSV can't hold the nested columns of a billing export.",
    );
  }
  if (files.some((file) => json.test(file)) && files.some((file) => parquet.test(file))) {
    throw new UserError(`--export: found JSON and Parquet by ${shown}; allowed: one of them at a time.`);
  }
  return files;
}

const parameterOf = ({ type, value }: Parameter): DuckDBValue =>
  type === "moment" ? new DuckDBTimestampValue(BigInt(value) * 1000n) : value;

/** Exact numbers as text: those of JavaScript aren't. */
const plain = (value: DuckDBValue): unknown => (value instanceof DuckDBDecimalValue ? value.toString() : value);

/** What a broken file says, as far as people need it: with the file and the line, where there are some. */
async function mistakeIn(error: unknown): Promise<unknown> {
  const message = error instanceof Error ? error.message : String(error);
  if (!/^(Invalid Input|Conversion|IO|Binder) Error/.test(message)) return error;
  const said = message.split("\n")[0]!;
  const [, broken] = /Malformed JSON in file "(.*)", at byte/.exec(said) ?? [];
  const line = broken === undefined ? undefined : await brokenLine(broken);
  if (line !== undefined) {
    return new UserError(
      `The export can't be read: ${printable(broken!)}:${line}: found a line that is no whole JSON; allowed: a row in ` +
        "each line, to its end. Export the file again, or take the line out.",
      [],
      { cause: error },
    );
  }
  const [, file, number, what] = /JSON transform error in file "(.*)", in line (\d+): (.*)/.exec(said) ?? [];
  const where = file === undefined ? said : `${file}:${number}: ${what}`;
  return new UserError(`The export can't be read: ${printable(where)}`, [], { cause: error });
}

/** Export files, read by DuckDB in this process. `files`: those of exportFiles. */
export async function openFiles(files: string[], threads = availableParallelism()): Promise<Source> {
  // Nothing may be fetched from anywhere, whatever a file is called.
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(threads),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    preserve_insertion_order: "false",
    // What doesn't fit into memory; it is made when it is needed, and removed.
    temp_directory: join(tmpdir(), `sgdist-report-${process.pid}`),
  });
  const connection: DuckDBConnection = await instance.connect();
  const valuesOf = ({ parameters }: Query) =>
    Object.fromEntries(Object.entries(parameters).map(([name, each]) => [name, parameterOf(each)]));
  return {
    dialect: duckdb,
    table: reader(files, parquet.test(files[0]!)),
    title: files.length === 1 ? files[0]! : `${files.length} files`,
    async keep(name, query) {
      try {
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} AS\n${query.text}`, valuesOf(query));
      } catch (error) {
        throw await mistakeIn(error);
      }
    },
    async run<Row>(query: Query) {
      const rows: unknown[] = [];
      try {
        const result = await connection.stream(query.text, valuesOf(query));
        // A piece at a time: of a million projects, all of it twice doesn't fit into memory.
        for await (const piece of result.yieldConvertedRowObjects(plain)) for (const row of piece) rows.push(row);
      } catch (error) {
        throw await mistakeIn(error);
      }
      return rows as Row[];
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
