import { type Call, param, required, updateMask } from "../../core/call.ts";
import { merge, withoutDefaults } from "../../core/collection.ts";
import { conflict, invalid, notFound, precondition } from "../../core/errors.ts";
import { hexadecimal } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { billingAccount, hierarchy, type Parent } from "../parents.ts";

const host = "logging.googleapis.com";
const types = "type.googleapis.com/google.logging.v2";

/** Days that a deleted bucket can still be had back. */
const grace = 7;
const day = 24 * 60 * 60 * 1000;

interface Bucket extends Document {
  /** "projects/p/locations/global/buckets/b" */
  name: string;
  lifecycleState: "ACTIVE" | "DELETE_REQUESTED";
  locked?: boolean;
  analyticsEnabled?: boolean;
  updateTime?: string;
}

/** The buckets that every parent has from the start. */
const readyMade = (location: string): Bucket[] => [
  {
    name: `${location}/buckets/_Default`,
    description: "Default bucket",
    retentionDays: 30,
    lifecycleState: "ACTIVE",
  },
  {
    name: `${location}/buckets/_Required`,
    description: "Audit bucket",
    retentionDays: 400,
    lifecycleState: "ACTIVE",
    locked: true,
  },
];

const idOf = (name: string) => name.split("/").at(-1)!;

const isReadyMade = (name: string) => /\/locations\/global\/buckets\/_(Default|Required)$/.test(name);

/** All buckets of a parent, or those of one location; what was deleted long enough ago is gone. */
function buckets(call: Call, parent: Parent, location: string): Bucket[] {
  const owner = `${parent.stored(call)}/locations`;
  const at = location === "-" ? `${owner}/` : `${owner}/${location}/`;
  const stored = call.cloud.store
    .list<Bucket>(`//${host}/${at}`)
    .map(({ document }) => document)
    .filter(({ lifecycleState, updateTime }) => {
      const since = call.cloud.clock.now() - Date.parse(updateTime ?? "");
      return lifecycleState === "ACTIVE" || since < grace * day;
    });
  if (location !== "-" && location !== "global") return stored;
  const original = readyMade(`${owner}/global`).filter(({ name }) => stored.every((bucket) => bucket.name !== name));
  return [...original, ...stored];
}

function existing(call: Call, parent: Parent): Bucket {
  const [location, id] = [param(call, "location"), param(call, "bucket")];
  const bucket = buckets(call, parent, location).find(({ name }) => idOf(name) === id);
  if (!bucket) throw notFound(`Bucket ${id} does not exist`);
  return bucket;
}

/** The members that a bucket's owner decides. */
const members = [
  ...["description", "retentionDays", "locked", "analyticsEnabled", "restrictedFields", "indexConfigs"],
  "cmekSettings",
];

const pick = (body: Document): Document =>
  Object.fromEntries(members.filter((member) => body[member] !== undefined).map((member) => [member, body[member]]));

function checked(bucket: Bucket): Bucket {
  const days = Number(bucket.retentionDays);
  if (!Number.isInteger(days) || days < 1 || days > 3650) throw invalid("retentionDays must be between 1 and 3650.");
  return withoutDefaults(bucket);
}

function save(call: Call, bucket: Bucket): Bucket {
  call.cloud.store.put(`//${host}/${bucket.name}`, bucket);
  return bucket;
}

function made(call: Call, parent: Parent): Bucket {
  const id = required(call, "bucketId");
  const location = param(call, "location");
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(id)) throw invalid(`Invalid bucket ID: ${id}`);
  if (buckets(call, parent, location).some(({ name }) => idOf(name) === id)) {
    throw conflict(`Bucket ${id} already exists`);
  }
  const time = call.cloud.clock.timestamp(9);
  return checked({
    name: `${parent.stored(call)}/locations/${location}/buckets/${id}`,
    retentionDays: 30,
    ...pick(call.body),
    createTime: time,
    updateTime: time,
    lifecycleState: "ACTIVE",
  });
}

function changed(call: Call, parent: Parent): Bucket {
  const current = existing(call, parent);
  if (idOf(current.name) === "_Required") throw invalid("The _Required bucket can't be changed.");
  if (current.lifecycleState !== "ACTIVE") throw precondition(`Bucket ${idOf(current.name)} is being deleted.`);
  const mask = updateMask(call);
  if (!mask || mask.some((path) => !members.includes(path.split(".")[0]!))) throw invalid();
  const next = merge(current, pick(call.body), mask) as Bucket;
  if (current.locked && (mask.includes("retentionDays") || mask.includes("locked"))) {
    throw precondition(`Bucket ${idOf(current.name)} is locked.`);
  }
  if (current.analyticsEnabled && !next.analyticsEnabled) throw invalid("Analytics can't be disabled.");
  return checked({ ...next, updateTime: call.cloud.clock.timestamp(9) });
}

/** The same as an operation, for changes that may take long. */
function start(call: Call, verb: "createBucketRequest" | "updateBucketRequest", bucket: Bucket): object {
  const place = bucket.name.split("/").slice(0, 4).join("/");
  const time = call.cloud.clock.timestamp(9);
  const metadata = { "@type": `${types}.BucketMetadata`, startTime: time, [verb]: { bucket } };
  return call.cloud.operations.start({
    name: `${place}/operations/${hexadecimal(16)}`,
    host,
    method: `logging.${verb}`,
    body: { metadata: { ...metadata, state: "OPERATION_STATE_RUNNING" } },
    finished: { metadata: { ...metadata, endTime: time, state: "OPERATION_STATE_SUCCEEDED" } },
    response: { "@type": `${types}.LogBucket`, ...bucket },
    put: [[`//${host}/${bucket.name}`, bucket]],
  });
}

function setState(call: Call, parent: Parent, lifecycleState: Bucket["lifecycleState"]): object {
  const bucket = existing(call, parent);
  if (isReadyMade(bucket.name)) throw invalid(`The ${idOf(bucket.name)} bucket can't be deleted.`);
  if (bucket.lifecycleState === lifecycleState) throw precondition();
  if (bucket.locked && lifecycleState !== "ACTIVE") throw precondition(`Bucket ${idOf(bucket.name)} is locked.`);
  save(call, { ...bucket, lifecycleState, updateTime: call.cloud.clock.timestamp(9) });
  return {};
}

function list(call: Call, parent: Parent): object {
  const { items, ...token } = page(buckets(call, parent, param(call, "location")), call.query);
  return { ...(items.length > 0 && { buckets: items }), ...token };
}

const routes = (parent: Parent): Route[] => {
  const place = `/v2/${parent.path}/locations/{location}`;
  const route = (verb: string, method: Route["method"], path: string, handle: typeof list): Route => ({
    id: `${parent.id}.locations.buckets.${verb}`,
    method,
    path: `${place}/buckets${path}`,
    handle: (call) => handle(call, parent),
  });
  return [
    route("create", "POST", "", (call) => save(call, made(call, parent))),
    route("createAsync", "POST", ":createAsync", (call) => start(call, "createBucketRequest", made(call, parent))),
    route("list", "GET", "", list),
    route("get", "GET", "/{bucket}", existing),
    route("patch", "PATCH", "/{bucket}", (call) => save(call, changed(call, parent))),
    route("updateAsync", "POST", "/{bucket}:updateAsync", (call) =>
      start(call, "updateBucketRequest", changed(call, parent)),
    ),
    route("delete", "DELETE", "/{bucket}", (call) => setState(call, parent, "DELETE_REQUESTED")),
    route("undelete", "POST", "/{bucket}:undelete", (call) => setState(call, parent, "ACTIVE")),
    {
      id: `${parent.id}.locations.operations.get`,
      method: "GET",
      path: `${place}/operations/{operation}`,
      handle: (call) => {
        const at = `${parent.stored(call)}/locations/${param(call, "location")}`;
        return call.cloud.operations.poll(host, `${at}/operations/${param(call, "operation")}`);
      },
    },
  ];
};

/** The methods of log buckets. */
export const bucketRoutes: Route[] = [...hierarchy, billingAccount].flatMap(routes);
