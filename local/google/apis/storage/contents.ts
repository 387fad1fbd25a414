import type { Call } from "../../core/call.ts";
import { denied } from "../../core/errors.ts";
import { ticks } from "../../core/identifiers.ts";
import type { Document, Store } from "../../core/store.ts";
import { crc32cText, etagOf, md5Text } from "./checksums.ts";
import { checkConditions } from "./conditions.ts";
import { badRequest } from "./refusals.ts";
import { type Bucket, objectKey } from "./stored-buckets.ts";

/** One version of an object, as it is kept and shown; a version that is no longer the live one has `timeDeleted`. */
export interface StoredObject extends Document {
  bucket: string;
  name: string;
  generation: string;
  metageneration: string;
  etag: string;
  size: string;
  contentType?: string;
  contentEncoding?: string;
  storageClass: string;
  crc32c: string;
  md5Hash?: string;
  timeCreated: string;
  updated: string;
  timeDeleted?: string;
}

const keyOf = ({ bucket, name, generation }: Pick<StoredObject, "bucket" | "name" | "generation">) =>
  objectKey(bucket, name, generation);

/** A version of an object: the live one unless `generation` names another. */
export function findObject(
  store: Store,
  bucket: string,
  name: string,
  generation?: string | null,
): StoredObject | undefined {
  if (generation) return store.get<StoredObject>(objectKey(bucket, name, generation));
  return store
    .list<StoredObject>(objectKey(bucket, name))
    .map(({ document }) => document)
    .findLast(({ timeDeleted }) => timeDeleted === undefined);
}

/** The bytes of a version. */
export const contentOf = (store: Store, object: StoredObject): Buffer =>
  store.getBytes(keyOf(object)) ?? Buffer.alloc(0);

/** Members that whoever writes an object decides about. */
export const writable = [
  ...["contentType", "contentEncoding", "contentDisposition", "contentLanguage", "cacheControl", "metadata"],
  ...["customTime", "eventBasedHold", "temporaryHold", "retention", "storageClass", "contexts"],
];

function checkName(name: unknown): string {
  if (typeof name !== "string" || name === "") throw badRequest("Required", "required");
  const length = Buffer.byteLength(name);
  if (length > 1024) {
    throw badRequest(
      `The maximum object length is 1024 characters, but got a name with ${length} characters: '${name.slice(0, 1024)}'`,
    );
  }
  if (/[\r\n]/.test(name)) throw badRequest(`Disallowed unicode characters present in object name '${name}'`);
  if (name === "." || name === "..") throw badRequest(`Invalid object name: '${name}'`);
  return name;
}

/** Refuses to touch a version that is held. */
function checkHolds(object: StoredObject): void {
  for (const [member, kind] of [
    ["eventBasedHold", "Event-Based"],
    ["temporaryHold", "Temporary"],
  ] as const) {
    if (!object[member]) continue;
    throw denied(
      `Object '${object.bucket}/${object.name}' is under active ${kind} hold and cannot be deleted, overwritten or ` +
        "archived until hold is removed.",
    );
  }
}

/** Refuses to take away a version for good while a retention policy keeps it. */
function checkRetention(call: Call, bucket: Bucket, object: StoredObject): void {
  const seconds = Number(bucket.retentionPolicy?.retentionPeriod ?? 0);
  const own = (object.retention as { retainUntilTime?: string } | undefined)?.retainUntilTime;
  const until = Math.max(own ? Date.parse(own) : 0, seconds && Date.parse(object.timeCreated) + seconds * 1000);
  if (until <= call.cloud.clock.now()) return;
  throw denied(
    `Object '${object.bucket}/${object.name}' is subject to bucket's retention policy or object retention and cannot ` +
      `be deleted or overwritten until ${call.cloud.clock.timestamp(3, until)}`,
    { reason: "retentionPolicyNotMet" },
  );
}

/** Contexts have times of their own, which stay for values that stay. */
function contexts(now: string, asked: unknown, before: unknown): Document | undefined {
  type Customs = Record<string, { value?: string; createTime?: string; updateTime?: string }>;
  const wanted = (asked as { custom?: Customs } | undefined)?.custom;
  if (!wanted) return undefined;
  const known = (before as { custom?: Customs } | undefined)?.custom ?? {};
  const custom = Object.entries(wanted).map(([key, { value }]) => {
    const same = known[key]?.value === value;
    const { createTime = now, updateTime = now } = known[key] ?? {};
    return [key, { value, createTime, updateTime: same ? updateTime : now }];
  });
  return { custom: Object.fromEntries(custom) };
}

/** The members of an object that were asked for, as they are kept. */
export function described(now: string, asked: Document, before: Document = {}): Document {
  const kept = writable.filter((name) => asked[name] !== undefined && asked[name] !== null);
  const members = Object.fromEntries(kept.map((name) => [name, asked[name]]));
  return {
    ...members,
    ...(members.contexts !== undefined && { contexts: contexts(now, asked.contexts, before.contexts) }),
  };
}

function checkSum(what: string, given: unknown, actual: string): void {
  if (given === undefined || given === actual) return;
  throw badRequest(`Provided ${what} "${given}" doesn't match calculated ${what} "${actual}".`);
}

/** The key version that content in a bucket is encrypted with, if it isn't Google's own. */
function keyVersion(call: Call, { encryption }: Bucket): string | undefined {
  const asked = call.query.get("kmsKeyName") ?? encryption?.defaultKmsKeyName;
  return asked && (asked.includes("/cryptoKeyVersions/") ? asked : `${asked}/cryptoKeyVersions/1`);
}

/** Makes new content the live version of a name. `asked`: what else is asked of it, its name and checksums included. */
export function writeObject(call: Call, bucket: Bucket, asked: Document, bytes: Buffer): StoredObject {
  const { store, clock } = call.cloud;
  const name = checkName(asked.name);
  const before = findObject(store, bucket.name, name);
  checkConditions(call, before);
  const [crc32c, md5Hash] = [crc32cText(bytes), md5Text(bytes)];
  checkSum("CRC32C", asked.crc32c, crc32c);
  checkSum("MD5 hash", asked.md5Hash, md5Hash);
  if (before) retire(call, bucket, before);
  const generation = String(ticks());
  const now = clock.timestamp(3);
  const path = `b/${bucket.name}/o/${encodeURIComponent(name)}`;
  const kmsKeyName = keyVersion(call, bucket);
  const object: StoredObject = {
    kind: "storage#object",
    id: `${bucket.name}/${name}/${generation}`,
    selfLink: `https://www.googleapis.com/storage/v1/${path}`,
    mediaLink: `https://storage.googleapis.com/download/storage/v1/${path}?generation=${generation}&alt=media`,
    name,
    bucket: bucket.name,
    generation,
    metageneration: "1",
    storageClass: bucket.storageClass,
    ...(bucket.defaultEventBasedHold === true && { eventBasedHold: true }),
    ...described(now, asked),
    size: String(bytes.length),
    md5Hash,
    crc32c,
    etag: etagOf(generation, "1"),
    timeCreated: now,
    updated: now,
    timeStorageClassUpdated: now,
    timeFinalized: now,
    ...(kmsKeyName && { kmsKeyName }),
  };
  store.put(keyOf(object), object);
  store.putBytes(keyOf(object), bytes);
  return object;
}

/** Keeps changed metadata as the version's next metageneration. */
export function saveObject(call: Call, changed: StoredObject): StoredObject {
  const metageneration = String(BigInt(changed.metageneration) + 1n);
  const etag = etagOf(changed.generation, metageneration);
  const object: StoredObject = { ...changed, metageneration, etag, updated: call.cloud.clock.timestamp(3) };
  call.cloud.store.put(keyOf(object), object);
  return object;
}

/** Takes a live version away: to the noncurrent ones where the bucket keeps versions, else for good. */
export function retire(call: Call, bucket: Bucket, object: StoredObject): void {
  checkHolds(object);
  if (!bucket.versioning?.enabled) destroy(call, bucket, object);
  else call.cloud.store.put(keyOf(object), { ...object, timeDeleted: call.cloud.clock.timestamp(3) });
}

/** Takes a version away for good. */
export function destroy(call: Call, bucket: Bucket, object: StoredObject): void {
  checkHolds(object);
  checkRetention(call, bucket, object);
  call.cloud.store.delete(keyOf(object));
  call.cloud.store.deleteBytes(keyOf(object));
}
