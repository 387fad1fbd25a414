import { type Call, projectOf } from "../../core/call.ts";
import { noContent } from "../../core/collection.ts";
import { ApiError, conflict, invalid } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import { forget } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import {
  asStrings,
  checkMatch,
  type Dataset,
  datasetName,
  datasetsPath,
  newEtag,
  now,
  patched,
  requireDataset,
  selfLink,
  withoutNulls,
} from "./resources.ts";

const defaultTimeTravel = "168";

/** Who may do what in a dataset for which nothing was said: by the roles in the project, and the maker. */
const defaultAccess = (call: Call) => [
  { role: "WRITER", specialGroup: "projectWriters" },
  { role: "OWNER", specialGroup: "projectOwners" },
  { role: "OWNER", userByEmail: call.caller.split(":")[1] },
  { role: "READER", specialGroup: "projectReaders" },
];

/** Roles have an older name in datasets, which is the only one that is shown. */
const olderRoles: Record<string, string> = {
  "roles/bigquery.dataOwner": "OWNER",
  "roles/bigquery.dataEditor": "WRITER",
  "roles/bigquery.dataViewer": "READER",
};

const withOlderRoles = (access: { role?: string }[]) =>
  access.map((entry) => (entry.role ? { ...entry, role: olderRoles[entry.role] ?? entry.role } : entry));

/** The members that the service decides. */
const decided = ["kind", "etag", "id", "selfLink", "datasetReference", "creationTime", "lastModifiedTime", "type"];

/** The members of a request that its sender decides, with numbers as they are kept. */
function given(body: Document): Document {
  const kept = Object.entries(withoutNulls(body)).filter(([name]) => !decided.includes(name));
  const numbers = ["defaultTableExpirationMs", "defaultPartitionExpirationMs", "maxTimeTravelHours"];
  const members = asStrings(Object.fromEntries(kept), numbers);
  return Array.isArray(members.access) ? { ...members, access: withOlderRoles(members.access) } : members;
}

function insert(call: Call): object {
  const { projectId } = projectOf(call);
  const datasetId = call.body.datasetReference?.datasetId;
  if (typeof datasetId !== "string" || !/^\w{1,1024}$/.test(datasetId)) {
    throw invalid(
      `Invalid dataset ID "${datasetId ?? ""}". Dataset IDs must be alphanumeric (plus underscores) and must be at ` +
        "most 1024 characters long.",
      { reason: "invalid" },
    );
  }
  const name = datasetName(projectId, datasetId);
  if (call.cloud.store.get(name)) {
    throw conflict(`Already Exists: Dataset ${projectId}:${datasetId}`, { reason: "duplicate" });
  }
  const time = now(call);
  const { location = "US", access = defaultAccess(call), ...rest } = given(call.body);
  const dataset: Dataset = {
    kind: "bigquery#dataset",
    etag: newEtag(),
    id: `${projectId}:${datasetId}`,
    selfLink: selfLink(`projects/${projectId}/datasets/${datasetId}`),
    datasetReference: { datasetId, projectId },
    ...rest,
    access,
    creationTime: time,
    lastModifiedTime: time,
    location: String(location),
    type: rest.externalDatasetReference ? "EXTERNAL" : "DEFAULT",
  };
  call.cloud.store.put(name, dataset);
  return dataset;
}

/** The default time travel is only shown by what reads a dataset. */
const view = (dataset: Dataset): Document => ({ maxTimeTravelHours: defaultTimeTravel, ...dataset });

function save(call: Call, changed: Document): object {
  const dataset = { ...changed, etag: newEtag(), lastModifiedTime: now(call) } as unknown as Dataset;
  const { projectId, datasetId } = dataset.datasetReference;
  call.cloud.store.put(datasetName(projectId, datasetId), dataset);
  return view(dataset);
}

function checkLocation(current: Dataset, location: unknown): void {
  if (location && String(location).toLowerCase() !== current.location.toLowerCase()) {
    throw invalid("The location of a dataset cannot be changed.", { reason: "invalid" });
  }
}

/** Replaces a dataset; who has access stays as it is if nothing is said of it. */
function update(call: Call): object {
  const current = requireDataset(call);
  checkMatch(call, current);
  const { location, ...asked } = given(call.body);
  checkLocation(current, location);
  const kept = [...decided, "location", "access"].map((name) => [name, current[name]]);
  return save(call, { ...Object.fromEntries(kept), ...asked });
}

function patch(call: Call): object {
  const current = requireDataset(call);
  checkMatch(call, current);
  checkLocation(current, call.body.location);
  const kept = [...decided, "location"].map((name) => [name, current[name]]);
  return save(call, { ...given(patched(current, call.body)), ...Object.fromEntries(kept) });
}

function remove(call: Call): typeof noContent {
  const { projectId, datasetId } = requireDataset(call).datasetReference;
  const name = datasetName(projectId, datasetId);
  const contents = call.cloud.store.list(`${name}/`);
  if (contents.length > 0 && call.query.get("deleteContents") !== "true") {
    throw new ApiError("INVALID_ARGUMENT", `Dataset ${projectId}:${datasetId} is still in use`, {
      reason: "resourceInUse",
    });
  }
  for (const each of [name, ...contents.map((content) => content.name)]) forget(call.cloud.store, each);
  return noContent;
}

/** Whether a dataset has the labels that a filter asks for: "labels.team:search labels.env". */
function matches({ labels = {} }: Document, filter: string): boolean {
  return filter
    .split(/\s+/)
    .filter(Boolean)
    .every((term) => {
      const [, key, value] = /^labels\.([^:]+)(?::(.*))?$/.exec(term) ?? [];
      if (!key) throw invalid("Invalid value for filter.", { reason: "invalid" });
      const actual = (labels as Record<string, string>)[key];
      return value === undefined ? actual !== undefined : actual === value;
    });
}

function list(call: Call): object {
  const prefix = datasetName(projectOf(call).projectId, "");
  const all = call.cloud.store
    .list<Dataset>(prefix)
    .filter(({ name }) => !name.slice(prefix.length).includes("/"))
    .map(({ document }) => document)
    .filter((dataset) => matches(dataset, call.query.get("filter") ?? ""));
  const { items, ...token } = page(all, call.query, { defaultSize: 50, sizeParameter: "maxResults" });
  const datasets = items.map(({ kind, id, datasetReference, labels, friendlyName, location }) =>
    withoutNulls({ kind, id, datasetReference, labels, friendlyName, location }),
  );
  return { kind: "bigquery#datasetList", etag: newEtag(), ...token, ...(datasets.length > 0 && { datasets }) };
}

const one = `${datasetsPath}/{dataset}`;

/** The methods of datasets. */
export const datasetRoutes: Route[] = [
  { id: "datasets.insert", method: "POST", path: datasetsPath, handle: insert },
  { id: "datasets.list", method: "GET", path: datasetsPath, handle: list },
  { id: "datasets.get", method: "GET", path: one, handle: (call) => view(requireDataset(call)) },
  { id: "datasets.update", method: "PUT", path: one, handle: update },
  { id: "datasets.patch", method: "PATCH", path: one, handle: patch },
  { id: "datasets.delete", method: "DELETE", path: one, handle: remove },
];
