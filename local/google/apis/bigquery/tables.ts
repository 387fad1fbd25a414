import { type Call, param, projectOf } from "../../core/call.ts";
import { noContent } from "../../core/collection.ts";
import { conflict, invalid, notFound } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import { forget, policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import {
  checkMatch,
  datasetsPath,
  newEtag,
  now,
  patched,
  requireDataset,
  selfLink,
  type Table,
  tableName,
  withoutNulls,
} from "./resources.ts";
import { checkEvolution, inferredColumns } from "./schemas.ts";
import { completed, decided, given, logicalSizes, sizes, typeOf } from "./table-members.ts";

const label = ({ projectId, datasetId, tableId }: Table["tableReference"]) => `${projectId}:${datasetId}.${tableId}`;

function insert(call: Call): object {
  const dataset = requireDataset(call);
  const { projectId, datasetId } = dataset.datasetReference;
  const tableId = call.body.tableReference?.tableId;
  if (typeof tableId !== "string" || !/^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]{1,1024}$/u.test(tableId)) {
    throw invalid(`Invalid table ID "${tableId ?? ""}".`, { reason: "invalid" });
  }
  const reference = { projectId, datasetId, tableId };
  const name = tableName(projectId, datasetId, tableId);
  if (call.cloud.store.get(name)) throw conflict(`Already Exists: Table ${label(reference)}`, { reason: "duplicate" });
  const asked = given(call.body);
  const type = typeOf(asked);
  const view = asked.view as Table["view"];
  if (view && asked.schema) {
    throw invalid("Schema field shouldn't be used as input with a view", { reason: "invalid" });
  }
  const fields = view && inferredColumns(call.cloud, view.query, dataset.location);
  const time = now(call);
  const lifetime = type === "TABLE" ? Number(dataset.defaultTableExpirationMs ?? 0) : 0;
  const table = completed({
    kind: "bigquery#table",
    etag: newEtag(),
    id: label(reference),
    selfLink: selfLink(`projects/${projectId}/datasets/${datasetId}/tables/${tableId}`),
    tableReference: reference,
    ...(lifetime > 0 && { expirationTime: String(call.cloud.clock.now() + lifetime) }),
    ...asked,
    ...(view && { view: { useLegacySql: true, ...view } }),
    ...(fields && { schema: { fields } }),
    ...sizes,
    creationTime: time,
    lastModifiedTime: time,
    type,
    location: dataset.location,
    ...logicalSizes,
  });
  call.cloud.store.put(name, table);
  // Only the reply to the insertion shows that there are no columns.
  return type === "TABLE" && !table.schema ? { ...table, schema: {} } : table;
}

/** The table in the path of a request. */
export function requireTable(call: Call): Table {
  const { projectId, datasetId } = requireDataset(call).datasetReference;
  const reference = { projectId, datasetId, tableId: param(call, "table") };
  const table = call.cloud.store.get<Table>(tableName(projectId, datasetId, reference.tableId));
  if (!table) throw notFound(`Not found: Table ${label(reference)}`);
  return table;
}

/** The schema after a change: a view's follows its query, and a table's only grows. */
function nextSchema(call: Call, current: Table, next: Document): Table["schema"] {
  const asked = next.schema as Table["schema"];
  const view = next.view as Table["view"];
  if (view && view.query !== current.view?.query) {
    const fields = inferredColumns(call.cloud, view.query, String(current.location));
    return fields ? { fields } : (asked ?? current.schema);
  }
  if (!asked?.fields) return current.schema;
  if (current.type === "TABLE") {
    checkEvolution(label(current.tableReference), current.schema?.fields ?? [], asked.fields);
  }
  return asked;
}

function save(call: Call, current: Table, next: Document): Table {
  const schema = nextSchema(call, current, next);
  const kept = Object.fromEntries(decided.map((name) => [name, current[name]]));
  const view = next.view as Table["view"];
  const table = completed(
    withoutNulls({
      ...kept,
      ...next,
      ...(schema && { schema }),
      ...(view && { view: { useLegacySql: true, privacyPolicy: {}, ...view } }),
      partitionDefinition: undefined,
      etag: newEtag(),
      lastModifiedTime: now(call),
    }),
  ) as Table;
  const { projectId, datasetId, tableId } = current.tableReference;
  call.cloud.store.put(tableName(projectId, datasetId, tableId), table);
  return table;
}

function update(call: Call): object {
  const current = requireTable(call);
  checkMatch(call, current);
  return save(call, current, given(call.body));
}

function patch(call: Call): object {
  const current = requireTable(call);
  checkMatch(call, current);
  const change = Object.entries(call.body as Document).filter(([name]) => !decided.includes(name));
  return save(call, current, given(patched(current, Object.fromEntries(change))));
}

function list(call: Call): object {
  const { projectId, datasetId } = requireDataset(call).datasetReference;
  const all = call.cloud.store.list<Table>(tableName(projectId, datasetId, "")).map(({ document }) => document);
  const { items, ...token } = page(all, call.query, { defaultSize: 50, sizeParameter: "maxResults" });
  const tables = items.map(({ kind, id, tableReference, friendlyName, labels, type, view, ...table }) =>
    withoutNulls({
      kind,
      id,
      tableReference,
      friendlyName,
      labels,
      type,
      timePartitioning: table.timePartitioning,
      rangePartitioning: table.rangePartitioning,
      clustering: table.clustering,
      view: view && { useLegacySql: view.useLegacySql },
      creationTime: table.creationTime,
      expirationTime: table.expirationTime,
    }),
  );
  return {
    kind: "bigquery#tableList",
    etag: newEtag(),
    ...token,
    ...(tables.length > 0 && { tables }),
    totalItems: all.length,
  };
}

const collection = `${datasetsPath}/{dataset}/tables`;
const one = `${collection}/{table}`;

const fullName = (call: Call) => {
  const { datasetId, tableId } = requireTable(call).tableReference;
  return tableName(projectOf(call).projectId, datasetId, tableId);
};

/** The methods of tables, their policies included. */
export const tableRoutes: Route[] = [
  { id: "tables.insert", method: "POST", path: collection, handle: insert },
  { id: "tables.list", method: "GET", path: collection, handle: list },
  { id: "tables.get", method: "GET", path: one, handle: requireTable },
  { id: "tables.update", method: "PUT", path: one, handle: update },
  { id: "tables.patch", method: "PATCH", path: one, handle: patch },
  {
    id: "tables.delete",
    method: "DELETE",
    path: one,
    handle: (call) => {
      forget(call.cloud.store, fullName(call));
      return noContent;
    },
  },
  ...policyRoutes({ id: "tables", path: one, get: "POST", resource: fullName }),
];
