import type { Cloud } from "../../core/cloud.ts";
import { invalid, notFound } from "../../core/errors.ts";
import { type Column, type Table, tableName } from "./resources.ts";

/** Columns as they are kept: without policy tags that name nothing. */
export function columns(fields: Column[] | undefined): Column[] {
  return (fields ?? []).map(({ policyTags, fields: inner, ...column }) => ({
    ...column,
    ...(inner && { fields: columns(inner) }),
    ...(policyTags?.names?.length && { policyTags }),
  }));
}

const find = (all: Column[], name: string) => all.find((each) => each.name.toLowerCase() === name.toLowerCase());

const modeOf = ({ mode = "NULLABLE" }: Column) => mode;

/** Why columns can't take the place of others: some were taken away, have another type, or must be filled. */
function obstacle(old: Column[], next: Column[]): string | undefined {
  for (const column of old) {
    const changed = find(next, column.name);
    if (!changed) return `Field ${column.name} is missing in new schema`;
    if (changed.type !== column.type) {
      return `Field ${column.name} has changed type from ${column.type} to ${changed.type}`;
    }
    const [before, after] = [modeOf(column), modeOf(changed)];
    if (before !== after && !(before === "REQUIRED" && after === "NULLABLE")) {
      return `Field ${column.name} has changed mode from ${before} to ${after}`;
    }
    const inner = obstacle(column.fields ?? [], changed.fields ?? []);
    if (inner) return inner;
  }
  const required = next.find((column) => column.mode === "REQUIRED" && !find(old, column.name));
  if (!required || old.length === 0) return undefined;
  return `Cannot add required fields to an existing schema. (field: ${required.name})`;
}

/** Refuses a change of a table's columns that would not fit its rows. */
export function checkEvolution(table: string, old: Column[], next: Column[]): void {
  const why = obstacle(old, next);
  if (why) throw invalid(`Provided Schema does not match Table ${table}. ${why}`, { reason: "invalid" });
}

/** A query that only takes columns of one table: what those of most views come down to. */
const simpleQuery = new RegExp(
  String.raw`^\s*select\s+(?:distinct\s+)?(\*|[\w\s,\x60]+?)\s+from\s+\x60?([\w-]+)[.:]([\w-]+)\.([\w-]+)\x60?` +
    String.raw`\s*(?:where\b.*|limit\s+\d+)?;?\s*$`,
  "is",
);

/** The columns that a view has by its query, where that can be told without running it. */
export function inferredColumns(cloud: Cloud, query: string, location: string): Column[] | undefined {
  const [, selected, projectId, datasetId, tableId] = simpleQuery.exec(query) ?? [];
  if (!selected) return undefined;
  const table = cloud.store.get<Table>(tableName(projectId!, datasetId!, tableId!));
  if (!table) {
    throw notFound(`Not found: Table ${projectId}:${datasetId}.${tableId} was not found in location ${location}`);
  }
  const all = table.schema?.fields ?? [];
  const names =
    selected === "*" ? all.map(({ name }) => name) : selected.split(",").map((each) => each.replaceAll("`", "").trim());
  const found = names.map((name) => all.find((column) => column.name.toLowerCase() === name.toLowerCase()));
  const unknown = names[found.indexOf(undefined)];
  if (unknown !== undefined && /^\w+$/.test(unknown)) {
    throw invalid(`Unrecognized name: ${unknown}`, { reason: "invalidQuery" });
  }
  if (found.includes(undefined)) return undefined;
  return found.map((column, index) => ({
    name: names[index]!,
    type: column!.type,
    mode: column!.mode === "REPEATED" ? "REPEATED" : "NULLABLE",
    ...(column!.fields && { fields: column!.fields }),
  }));
}
