import { type Call, param, updateMask } from "../../core/call.ts";
import { merge, withoutDefaults } from "../../core/collection.ts";
import { conflict, invalid, notFound } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import { findProject } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { billingAccount, hierarchy, type Parent } from "../parents.ts";

const host = "logging.googleapis.com";

/** The identity of sinks that have no account of their own. */
const sharedIdentity = "serviceAccount:cloud-logs@system.gserviceaccount.com";

/** Where logs can be sent. */
const destinations = [
  /^storage\.googleapis\.com\/[^/]+$/,
  /^bigquery\.googleapis\.com\/projects\/[^/]+\/datasets\/[^/]+$/,
  /^pubsub\.googleapis\.com\/projects\/[^/]+\/topics\/[^/]+$/,
  /^logging\.googleapis\.com\/projects\/[^/]+$/,
  /^logging\.googleapis\.com\/\w+\/[^/]+\/locations\/[^/]+\/buckets\/[^/]+$/,
];

const auditLogs = [
  "cloudaudit.googleapis.com/activity",
  "externalaudit.googleapis.com/activity",
  "cloudaudit.googleapis.com/system_event",
  "externalaudit.googleapis.com/system_event",
  "cloudaudit.googleapis.com/access_transparency",
  "externalaudit.googleapis.com/access_transparency",
];

/** The sinks that every parent has from the start: one for audit logs, which stays as it is, and one for the rest. */
function readyMade(parent: string): Document[] {
  const bucket = (id: string) => `${host}/${parent}/locations/global/buckets/${id}`;
  const terms = auditLogs.map((log) => `LOG_ID("${log}")`);
  return [
    { name: "_Required", destination: bucket("_Required"), filter: terms.join(" OR ") },
    { name: "_Default", destination: bucket("_Default"), filter: terms.map((term) => `NOT ${term}`).join(" AND ") },
  ];
}

const isReadyMade = (name: string) => name === "_Required" || name === "_Default";

/** The project that a destination is in, if its name says so. */
const projectIn = (destination: string) => /\/projects\/([^/]+)/.exec(destination)?.[1];

const sameProject = (call: Call, destination: string) => {
  const named = projectIn(destination);
  return named === undefined || findProject(call.cloud, named)?.projectId === call.project?.projectId;
};

/** Whose name a sink writes in: an account of its parent, or the one that all projects share. */
function writerIdentity(call: Call, parent: Parent, destination: string, unique: boolean): string {
  const agent = (owner: string) => `serviceAccount:service-${owner}@gcp-sa-logging.iam.gserviceaccount.com`;
  const id = parent.numbered(call).split("/")[1]!;
  if (parent.id === "folders") return agent(`folder-${id}`);
  if (parent.id === "organizations") return agent(`org-${id}`);
  if (parent.id === "billingAccounts") return agent(`billing-${id.toLowerCase()}`);
  const custom = call.query.get("customWriterIdentity");
  if (custom) return custom.startsWith("serviceAccount:") ? custom : `serviceAccount:${custom}`;
  const within = sameProject(call, destination);
  // A bucket of the same project needs no permission.
  if (within && destination.startsWith(`${host}/`)) return "";
  if (unique) return agent(id);
  if (within) return sharedIdentity;
  throw invalid(
    "The destination project must be the same as the sink's project. Use uniqueWriterIdentity=true to allow cross " +
      "project exports.",
  );
}

/** A sink that is consistent in itself, with what the service adds. */
function checked(sink: Document): Document {
  const {
    name,
    destination,
    exclusions = [],
  } = sink as {
    name: string;
    destination: string;
    exclusions?: { name?: string; filter?: string }[];
  };
  if (!/^[A-Za-z0-9_][\w.-]{0,99}$/.test(name)) throw invalid(`Invalid sink name: ${name}`);
  if (!destinations.some((pattern) => pattern.test(destination)))
    throw invalid(`Invalid sink destination: ${destination}`);
  const names = exclusions.map((exclusion) => exclusion.name);
  if (new Set(names).size < names.length || exclusions.some((each) => !each.name || !each.filter)) throw invalid();
  const { bigqueryOptions, ...rest } = sink;
  const toBigQuery = destination.startsWith("bigquery.");
  if (bigqueryOptions && !toBigQuery) throw invalid("Only sinks to BigQuery can have bigqueryOptions.");
  const { usePartitionedTables } = (bigqueryOptions ?? {}) as { usePartitionedTables?: boolean };
  return withoutDefaults({
    ...rest,
    ...(toBigQuery && { bigqueryOptions: { usePartitionedTables, usesTimestampColumnPartitioning: true } }),
  });
}

/** The members that a sink's owner decides. */
const members = [
  ...["destination", "filter", "description", "disabled", "exclusions", "includeChildren", "interceptChildren"],
  "bigqueryOptions",
];

const pick = (body: Document): Document =>
  Object.fromEntries(members.filter((member) => body[member] !== undefined).map((member) => [member, body[member]]));

const nameOf = (call: Call, parent: Parent, id: string) => `//${host}/${parent.stored(call)}/sinks/${id}`;

function find(call: Call, parent: Parent, id: string): Document | undefined {
  const stored = call.cloud.store.get(nameOf(call, parent, id));
  return stored ?? readyMade(parent.stored(call)).find(({ name }) => name === id);
}

function existing(call: Call, parent: Parent): Document {
  const id = param(call, "sink");
  const sink = find(call, parent, id);
  if (!sink) throw notFound(`Sink ${id} does not exist`);
  return sink;
}

const unique = (call: Call) => call.query.get("uniqueWriterIdentity") === "true";

function create(call: Call, parent: Parent): object {
  const name = String(call.body.name ?? "");
  const asked = checked({ name, ...pick(call.body) });
  if (find(call, parent, name)) throw conflict(`Sink ${name} already exists`);
  const identity = writerIdentity(call, parent, String(asked.destination), unique(call));
  const time = call.cloud.clock.timestamp(9);
  const sink = { ...asked, ...(identity && { writerIdentity: identity }), createTime: time, updateTime: time };
  call.cloud.store.put(nameOf(call, parent, name), sink);
  return sink;
}

function update(call: Call, parent: Parent, byDefault: string[]): object {
  const current = existing(call, parent);
  if (current.name === "_Required") throw invalid("The _Required sink can't be changed.");
  const mask = updateMask(call) ?? byDefault;
  if (mask.some((path) => !members.includes(path.split(".")[0]!))) throw invalid();
  const { writerIdentity: before, createTime, ...changed } = checked(merge(current, pick(call.body), mask));
  const wasUnique = before !== undefined && before !== sharedIdentity;
  if (wasUnique && parent.id === "projects" && call.query.get("uniqueWriterIdentity") === "false") {
    throw invalid("The writer identity of a sink can't be changed from a unique to a shared one.");
  }
  const identity = writerIdentity(call, parent, String(changed.destination), wasUnique || unique(call));
  const sink = {
    ...changed,
    ...(identity && { writerIdentity: identity }),
    ...(createTime !== undefined && { createTime }),
    updateTime: call.cloud.clock.timestamp(9),
  };
  call.cloud.store.put(nameOf(call, parent, String(current.name)), sink);
  return sink;
}

function remove(call: Call, parent: Parent): object {
  const { name } = existing(call, parent);
  if (isReadyMade(String(name))) throw invalid(`The ${name} sink can't be deleted.`);
  call.cloud.store.delete(nameOf(call, parent, String(name)));
  return {};
}

function list(call: Call, parent: Parent): object {
  const stored = call.cloud.store.list(nameOf(call, parent, "")).map(({ document }) => document);
  const original = readyMade(parent.stored(call)).filter(({ name }) => stored.every((sink) => sink.name !== name));
  const { items: sinks, ...token } = page([...original, ...stored], call.query);
  return { sinks, ...token };
}

const routes = (parent: Parent): Route[] => {
  const collection = `/v2/${parent.path}/sinks`;
  const route = (verb: string, method: Route["method"], path: string, handle: typeof list): Route => ({
    id: `${parent.id}.sinks.${verb}`,
    method,
    path,
    handle: (call) => handle(call, parent),
  });
  return [
    route("create", "POST", collection, create),
    route("list", "GET", collection, list),
    route("get", "GET", `${collection}/{sink}`, existing),
    // Without a mask, Google changes only these by PUT.
    route("update", "PUT", `${collection}/{sink}`, (call) =>
      update(call, parent, ["destination", "filter", "includeChildren"]),
    ),
    route("patch", "PATCH", `${collection}/{sink}`, (call) => update(call, parent, Object.keys(pick(call.body)))),
    route("delete", "DELETE", `${collection}/{sink}`, remove),
  ];
};

/** The methods of sinks. */
export const sinkRoutes: Route[] = [...hierarchy, billingAccount].flatMap(routes);
