import { type Call, param } from "../../core/call.ts";
import { noContent } from "../../core/collection.ts";
import type { Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { mergePatch } from "./buckets.ts";
import { checkConditions } from "./conditions.ts";
import { described, destroy, findObject, retire, type StoredObject, saveObject, writable } from "./contents.ts";
import { sendContent } from "./downloads.ts";
import { badRequest, noObject } from "./refusals.ts";
import { type Bucket, requireBucket, requirePaidBucket } from "./stored-buckets.ts";

/** The version that a request names, under its conditions, with its bucket. */
export function objectOf(call: Call, reading = false): { bucket: Bucket; object: StoredObject } {
  const bucket = requirePaidBucket(call.cloud, param(call, "bucket"));
  const name = param(call, "object");
  const object = findObject(call.cloud.store, bucket.name, name, call.query.get("generation"));
  if (!object) throw noObject(bucket.name, name);
  checkConditions(call, object, { reading });
  return { bucket, object };
}

function get(call: Call): Reply {
  const { object } = objectOf(call, true);
  return call.query.get("alt") === "media" ? sendContent(call, object, object.etag) : object;
}

function change(call: Call, asked: (object: StoredObject) => Document): Reply {
  const { object } = objectOf(call);
  const kept = Object.entries(object).filter(([name]) => !writable.includes(name));
  const wanted = described(call.cloud.clock.timestamp(3), asked(object), object);
  return saveObject(call, {
    ...(Object.fromEntries(kept) as StoredObject),
    ...wanted,
    storageClass: object.storageClass,
  });
}

function remove(call: Call): Reply {
  const { bucket, object } = objectOf(call);
  if (call.query.get("generation")) destroy(call, bucket, object);
  else retire(call, bucket, object);
  return noContent;
}

const tokenOf = (name: string) => Buffer.from(name).toString("base64");

/** Whether one name comes before another in the order of the service: that of their UTF-8 bytes. */
const before = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** A pattern of `matchGlob` as a regular expression: `*` stays within a segment, `**` does not. */
function glob(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*|\?|\{[^}]*\})/).map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.startsWith("{")) return `(?:${part.slice(1, -1).split(",").map(RegExp.escape).join("|")})`;
    return RegExp.escape(part);
  });
  return new RegExp(`^${parts.join("")}$`);
}

/** Names in order, those beyond a delimiter gathered to prefixes; pages end and begin between names. */
function list(call: Call): Reply {
  const bucket = requireBucket(call.cloud, param(call, "bucket"));
  const query = (name: string) => call.query.get(name) ?? "";
  const [prefix, delimiter, start, end] = [
    query("prefix"),
    query("delimiter"),
    query("startOffset"),
    query("endOffset"),
  ];
  const size = Math.min(Number(query("maxResults") || 1000), 1000);
  if (!Number.isInteger(size) || size < 1) throw badRequest("Invalid argument.");
  const after = Buffer.from(query("pageToken"), "base64").toString();
  const pattern = query("matchGlob") && glob(query("matchGlob"));
  const items: StoredObject[] = [];
  const prefixes = new Set<string>();
  let last = "";
  for (const { document: object } of call.cloud.store.list<StoredObject>(`objects/${bucket.name}/${prefix}`)) {
    const { name } = object;
    if (object.timeDeleted !== undefined && query("versions") !== "true") continue;
    if (pattern && !pattern.test(name)) continue;
    if (start && before(name, start)) continue;
    if (end && !before(name, end)) break;
    const cut = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
    const group = cut < 0 ? undefined : name.slice(0, cut + delimiter.length);
    // Versions of one name are never divided between pages.
    const entry = group ?? name;
    if (after && !before(after, entry)) continue;
    if (entry !== last && items.length + prefixes.size >= size) {
      return reply(items, prefixes, tokenOf(last));
    }
    last = entry;
    if (group === undefined || (group === name && query("includeTrailingDelimiter") === "true")) items.push(object);
    if (group !== undefined) prefixes.add(group);
  }
  return reply(items, prefixes);
}

const reply = (items: StoredObject[], prefixes: Set<string>, nextPageToken?: string): Reply => ({
  kind: "storage#objects",
  ...(nextPageToken && { nextPageToken }),
  ...(prefixes.size > 0 && { prefixes: [...prefixes] }),
  ...(items.length > 0 && { items }),
});

const path = "/storage/v1/b/{bucket}/o";

export const objectRoutes: Route[] = [
  { id: "objects.list", method: "GET", path, handle: list },
  { id: "objects.get", method: "GET", path: `${path}/{object=**}`, handle: get },
  { id: "objects.get", method: "GET", path: `/download${path}/{object=**}`, handle: get },
  {
    id: "objects.patch",
    method: "PATCH",
    path: `${path}/{object=**}`,
    handle: (call) => change(call, (object) => mergePatch(object, call.body) as Document),
  },
  { id: "objects.update", method: "PUT", path: `${path}/{object=**}`, handle: (call) => change(call, () => call.body) },
  { id: "objects.delete", method: "DELETE", path: `${path}/{object=**}`, handle: remove },
];
