import { type Call, param } from "../../core/call.ts";
import type { Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { checkConditions } from "./conditions.ts";
import { contentOf, findObject, type StoredObject, writable, writeObject } from "./contents.ts";
import { badRequest, noObject } from "./refusals.ts";
import { type Bucket, requirePaidBucket } from "./stored-buckets.ts";

function sourceOf(call: Call, bucket: Bucket, name: string, generation?: string | null): StoredObject {
  const source = findObject(call.cloud.store, bucket.name, name, generation);
  if (!source) throw noObject(bucket.name, name);
  return source;
}

/** Writes the content of one object under another name, with its metadata unless other is asked for. */
function copy(call: Call): StoredObject {
  const from = requirePaidBucket(call.cloud, param(call, "bucket"));
  const to = requirePaidBucket(call.cloud, param(call, "toBucket"));
  const source = sourceOf(call, from, param(call, "object"), call.query.get("sourceGeneration"));
  checkConditions(call, source, { source: true });
  const own = writable.filter((name) => source[name] !== undefined && !/Hold$|^retention$|^storageClass$/.test(name));
  const kept = Object.fromEntries(own.map((name) => [name, source[name]]));
  const given: Document = call.body;
  const asked = Object.keys(given).some((name) => writable.includes(name)) ? given : { ...kept, ...given };
  return writeObject(call, to, { ...asked, name: param(call, "toObject") }, contentOf(call.cloud.store, source));
}

function rewrite(call: Call): Reply {
  const resource = copy(call);
  const { size } = resource;
  return { kind: "storage#rewriteResponse", totalBytesRewritten: size, objectSize: size, done: true, resource };
}

interface Source {
  name?: string;
  generation?: string;
}

/** Joins up to 32 objects of a bucket to one. */
function compose(call: Call): Reply {
  const bucket = requirePaidBucket(call.cloud, param(call, "bucket"));
  const asked: Source[] = call.body.sourceObjects ?? [];
  if (asked.length === 0) throw badRequest("You must provide at least one source component.", "required");
  if (asked.length > 32) throw badRequest("The number of source components provided exceeds the maximum (32)");
  const sources = asked.map(({ name, generation }) => sourceOf(call, bucket, String(name), generation));
  const bytes = Buffer.concat(sources.map((source) => contentOf(call.cloud.store, source)));
  const contentType = call.body.destination?.contentType ?? sources[0]?.contentType;
  const destination = { ...call.body.destination, ...(contentType && { contentType }), name: param(call, "object") };
  return writeObject(call, bucket, destination, bytes);
}

const path = "/storage/v1/b/{bucket}/o/{object=**}";

export const copyRoutes: Route[] = [
  { id: "objects.copy", method: "POST", path: `${path}/copyTo/b/{toBucket}/o/{toObject=**}`, handle: copy },
  { id: "objects.rewrite", method: "POST", path: `${path}/rewriteTo/b/{toBucket}/o/{toObject=**}`, handle: rewrite },
  { id: "objects.compose", method: "POST", path: `${path}/compose`, handle: compose },
];
