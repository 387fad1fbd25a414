import type { Document } from "../../core/store.ts";
import { asStrings, type Table, withoutNulls } from "./resources.ts";
import { columns } from "./schemas.ts";

/** The members that the service decides. */
export const decided = [
  ...["kind", "etag", "id", "selfLink", "tableReference", "creationTime", "lastModifiedTime", "type", "location"],
  ...["numBytes", "numLongTermBytes", "numRows", "numTotalLogicalBytes", "numActiveLogicalBytes"],
  ...["numLongTermLogicalBytes", "partitionDefinition", "streamingBuffer"],
];

/** How much is in a table: nothing, as long as no queries run. */
export const sizes = { numBytes: "0", numLongTermBytes: "0", numRows: "0" };
/** The newer counts of the same. */
export const logicalSizes = { numTotalLogicalBytes: "0", numActiveLogicalBytes: "0", numLongTermLogicalBytes: "0" };

/** What kind of table the members make. */
export function typeOf({ view, materializedView, externalDataConfiguration }: Document): string {
  if (view) return "VIEW";
  if (materializedView) return "MATERIALIZED_VIEW";
  return externalDataConfiguration ? "EXTERNAL" : "TABLE";
}

/** Applies a change to a member that is an object, if it is there. */
const within = (members: Document, name: string, change: (inner: Document) => Document): Document =>
  members[name] ? { ...members, [name]: change(members[name] as Document) } : members;

/** The members of a request that its sender decides, as they are kept. */
export function given(body: Document): Document {
  const kept = Object.entries(withoutNulls(body)).filter(([name]) => !decided.includes(name));
  let members = asStrings(Object.fromEntries(kept), ["expirationTime"]);
  members = within(members, "schema", (schema) =>
    schema.fields ? { ...schema, fields: columns((schema as Table["schema"])!.fields) } : {},
  );
  members = within(members, "timePartitioning", (partitioning) => asStrings(partitioning, ["expirationMs"]));
  members = within(members, "rangePartitioning", (partitioning) =>
    within(partitioning, "range", (range) => asStrings(range, ["start", "end", "interval"])),
  );
  members = within(members, "materializedView", (view) => ({
    enableRefresh: true,
    refreshIntervalMs: "1800000",
    ...asStrings(view, ["refreshIntervalMs"]),
  }));
  return within(members, "externalDataConfiguration", (external) =>
    ["csvOptions", "googleSheetsOptions"].reduce<Document>(
      (all, name) => within(all, name, (options) => asStrings(options, ["skipLeadingRows"])),
      external,
    ),
  );
}

/** The columns by which a table is partitioned. */
function partitionDefinition({ timePartitioning, rangePartitioning }: Document): Document {
  const { field } = (timePartitioning ?? rangePartitioning ?? {}) as { field?: string };
  return field ? { partitionDefinition: { partitionedColumn: [{ field }] } } : {};
}

/** What the service adds to a table of any kind. */
export function completed(table: Document): Document {
  return {
    ...table,
    // Tables over files say so even when a filter on partitions is not required.
    ...(table.type === "EXTERNAL" && { requirePartitionFilter: table.requirePartitionFilter ?? false }),
    ...partitionDefinition(table),
  };
}
