import { randomBytes } from "node:crypto";
import { type Call, param, projectOf } from "../../core/call.ts";
import { ApiError, notFound } from "../../core/errors.ts";
import { type Document, isDocument } from "../../core/store.ts";

/** The host of BigQuery. */
export const host = "bigquery.googleapis.com";
/** The path of a project's datasets. */
export const datasetsPath = "/bigquery/v2/projects/{project}/datasets";

/** A dataset as it is kept: as it is shown, without what only some replies have. */
export interface Dataset extends Document {
  datasetReference: { datasetId: string; projectId: string };
  location: string;
  etag: string;
  defaultTableExpirationMs?: string;
}

/** A column of a table or view. */
export interface Column {
  name: string;
  type: string;
  mode?: string;
  description?: string;
  fields?: Column[];
  policyTags?: { names?: string[] };
}

/** A table or view as it is kept. */
export interface Table extends Document {
  tableReference: { projectId: string; datasetId: string; tableId: string };
  type: string;
  etag: string;
  schema?: { fields?: Column[] };
  view?: { query: string; useLegacySql?: boolean; privacyPolicy?: object };
}

/** The full name of a dataset. */
export const datasetName = (projectId: string, datasetId: string) =>
  `//${host}/projects/${projectId}/datasets/${datasetId}`;
/** The full name of a table. */
export const tableName = (projectId: string, datasetId: string, tableId: string) =>
  `${datasetName(projectId, datasetId)}/tables/${tableId}`;

/** The dataset in the path of a request. */
export function requireDataset(call: Call): Dataset {
  const [projectId, datasetId] = [projectOf(call).projectId, param(call, "dataset")];
  const dataset = call.cloud.store.get<Dataset>(datasetName(projectId, datasetId));
  if (!dataset) throw notFound(`Not found: Dataset ${projectId}:${datasetId}`);
  return dataset;
}

/** A new etag, as BigQuery has them: sixteen bytes in base64. */
export const newEtag = () => randomBytes(16).toString("base64");

/** The cloud's time as BigQuery shows it: milliseconds since the epoch. */
export const now = (call: Call) => String(call.cloud.clock.now());

/** The link that a reply has to its resource. */
export const selfLink = (path: string) => `https://${host}/bigquery/v2/${path}`;

/** Refuses a change that was meant for another state of the resource. */
export function checkMatch(call: Call, { etag }: { etag: string }): void {
  const asked = call.headers["if-match"];
  if (asked && asked !== "*" && asked !== etag) {
    throw new ApiError("FAILED_PRECONDITION", "Precondition check failed.", { http: 412, reason: "conditionNotMet" });
  }
}

/** What a PATCH makes of a resource: objects are merged, everything else is replaced, and null removes. */
export function patched(current: Document, change: Document): Document {
  const result = { ...current };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = isDocument(value) ? patched(isDocument(result[key]) ? result[key] : {}, value) : value;
  }
  return result;
}

/** Leaves out the members that are null: they stand for their absence. */
export const withoutNulls = (members: Document): Document =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));

/** 64-bit integers are sent as numbers or strings, and always answered as strings. */
export function asStrings(members: Document, names: string[]): Document {
  const texts = names.filter((name) => typeof members[name] === "number").map((name) => [name, String(members[name])]);
  return { ...members, ...Object.fromEntries(texts) };
}
