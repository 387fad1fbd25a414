import type { Call } from "../../core/call.ts";
import { invalid } from "../../core/errors.ts";
import type { Route } from "../../core/router.ts";
import { datasetsPath, now, type Table, tableName } from "./resources.ts";
import { requireTable } from "./tables.ts";

/** What a table says of rows that were streamed into it. */
interface StreamingBuffer {
  estimatedRows: string;
  estimatedBytes: string;
  /** Milliseconds since the epoch. */
  oldestEntryTime: string;
}

/** Takes rows, and counts them: there are no queries that would read them. */
function insertAll(call: Call): object {
  const table = requireTable(call);
  const rows: { json?: object }[] = call.body.rows ?? [];
  if (rows.length === 0) throw invalid("No rows present in the request.", { reason: "invalid" });
  const { projectId, datasetId, tableId } = table.tableReference;
  const columns = new Set(table.schema?.fields?.map(({ name }) => name));
  const insertErrors = rows.flatMap(({ json = {} }, index) => {
    const unknown = Object.keys(json).filter((name) => !columns.has(name));
    const errors = unknown.map((location) => ({ reason: "invalid", location, message: `no such field: ${location}.` }));
    return errors.length > 0 ? [{ index, errors }] : [];
  });
  const kind = "bigquery#tableDataInsertAllResponse";
  if (insertErrors.length > 0) return { kind, insertErrors };
  const time = now(call);
  const before = table.streamingBuffer as StreamingBuffer | undefined;
  const streamingBuffer: StreamingBuffer = {
    estimatedRows: String(Number(before?.estimatedRows ?? 0) + rows.length),
    estimatedBytes: String(Number(before?.estimatedBytes ?? 0) + JSON.stringify(rows).length),
    oldestEntryTime: before?.oldestEntryTime ?? time,
  };
  const streamed: Table = { ...table, streamingBuffer, lastModifiedTime: time };
  call.cloud.store.put(tableName(projectId, datasetId, tableId), streamed);
  return { kind };
}

/** Rows, as far as they are only counted. */
export const streamingRoutes: Route[] = [
  {
    id: "tabledata.insertAll",
    method: "POST",
    path: `${datasetsPath}/{dataset}/tables/{table}/insertAll`,
    handle: insertAll,
  },
];
