import { type Call, param, required } from "../../core/call.ts";
import { noContent } from "../../core/collection.ts";
import { page } from "../../core/paging.ts";
import { forget } from "../../core/policies.ts";
import { findProject } from "../../core/projects.ts";
import type { Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import { type Document, isDocument } from "../../core/store.ts";
import { placement, settings } from "./bucket-settings.ts";
import { etagOf } from "./checksums.ts";
import { checkConditions } from "./conditions.ts";
import { checkKey, grant, serviceAgent } from "./grants.ts";
import { accountDisabled, badRequest, clash } from "./refusals.ts";
import { type Bucket, bucketName, requireBucket, storageProject } from "./stored-buckets.ts";

function checkName(name: unknown): string {
  if (typeof name !== "string" || name === "") throw badRequest("Required", "required");
  const parts = name.split(".");
  const good =
    /^[a-z0-9][a-z0-9._-]*[a-z0-9]$/.test(name) &&
    name.length >= 3 &&
    name.length <= 222 &&
    parts.every((part) => part.length >= 1 && part.length <= 63) &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^goog|google/.test(name);
  if (!good) throw badRequest(`Invalid bucket name: '${name}'`);
  return name;
}

function insert(call: Call): Reply {
  const project = storageProject(call);
  const name = checkName(call.body.name);
  const taken = call.cloud.store.get<Bucket>(bucketName(name));
  if (taken?.projectNumber === project.number) {
    throw clash("Your previous request to create the named bucket succeeded and you already own it.");
  }
  if (taken) {
    throw clash(
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. " +
        "Please select a different name and try again.",
    );
  }
  if (!project.billingAccount) throw accountDisabled();
  checkKey(call, project, call.body.encryption?.defaultKmsKeyName);
  const now = call.cloud.clock.timestamp(3);
  const bucket = {
    kind: "storage#bucket",
    selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
    id: name,
    name,
    projectNumber: project.number,
    metageneration: "1",
    etag: etagOf("1"),
    timeCreated: now,
    updated: now,
    ...placement(call.body),
    ...settings(call, call.body, {}, now),
    ...(call.body.hierarchicalNamespace?.enabled && { hierarchicalNamespace: { enabled: true } }),
    ...(call.query.get("enableObjectRetention")?.toLowerCase() === "true" && { objectRetention: { mode: "Enabled" } }),
  } as Document as Bucket;
  call.cloud.store.put(bucketName(name), bucket);
  grant(call, name, bucket.iamConfiguration.uniformBucketLevelAccess.enabled, project);
  return bucket;
}

/** The bucket that a request is about, under its conditions. */
export function bucketOf(call: Call, reading = false): Bucket {
  const bucket = requireBucket(call.cloud, param(call, "bucket"));
  checkConditions(call, { metageneration: bucket.metageneration, etag: bucket.etag }, { reading });
  return bucket;
}

/** Keeps a changed bucket as its next metageneration. */
export function saveBucket(call: Call, changed: Bucket): Bucket {
  const metageneration = String(BigInt(changed.metageneration) + 1n);
  const updated = call.cloud.clock.timestamp(3);
  const bucket: Bucket = { ...changed, metageneration, etag: etagOf(metageneration), updated };
  call.cloud.store.put(bucketName(bucket.name), bucket);
  return bucket;
}

/** RFC 7396: members that are null go, objects are merged, everything else replaces. */
export function mergePatch(current: unknown, change: unknown): unknown {
  if (!isDocument(change)) return change;
  const merged: Document = isDocument(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** What a change of a bucket never touches. */
const fixed = [
  ...["kind", "selfLink", "id", "name", "projectNumber", "metageneration", "etag", "timeCreated"],
  ...["location", "locationType", "customPlacementConfig", "satisfiesPZI", "hierarchicalNamespace", "objectRetention"],
];

function change(call: Call, asked: (bucket: Bucket) => Document): Reply {
  const bucket = bucketOf(call);
  const wanted = asked(bucket);
  const key = (wanted.encryption as Bucket["encryption"])?.defaultKmsKeyName;
  const project = findProject(call.cloud, bucket.projectNumber);
  if (project && key !== bucket.encryption?.defaultKmsKeyName) checkKey(call, project, key);
  const kept = Object.fromEntries(fixed.filter((name) => name in bucket).map((name) => [name, bucket[name]]));
  const rpo = bucket.rpo === undefined ? {} : { rpo: wanted.rpo ?? bucket.rpo };
  return saveBucket(call, { ...kept, ...rpo, ...settings(call, wanted, bucket) } as Document as Bucket);
}

function list(call: Call): Reply {
  const project = storageProject(call);
  const start = call.query.get("prefix") ?? "";
  const mine = call.cloud.store
    .list<Bucket>(bucketName(start))
    .filter(({ document }) => document.projectNumber === project.number)
    .map(({ document }) => document);
  const { items, ...token } = page(mine, call.query, { sizeParameter: "maxResults", defaultSize: 1000 });
  return { kind: "storage#buckets", ...(items.length > 0 && { items }), ...token };
}

function remove(call: Call): Reply {
  const { name } = bucketOf(call);
  if (call.cloud.store.list(`objects/${name}/`).length > 0) {
    throw clash("The bucket you tried to delete is not empty.");
  }
  forget(call.cloud.store, bucketName(name));
  return noContent;
}

function lock(call: Call): Reply {
  required(call, "ifMetagenerationMatch");
  const bucket = bucketOf(call);
  if (!bucket.retentionPolicy) throw badRequest("Cannot lock a Retention Policy that is not set.");
  return saveBucket(call, { ...bucket, retentionPolicy: { ...bucket.retentionPolicy, isLocked: true } });
}

const path = "/storage/v1/b";

export const bucketRoutes: Route[] = [
  { id: "buckets.insert", method: "POST", path, handle: insert },
  { id: "buckets.list", method: "GET", path, handle: list },
  { id: "buckets.get", method: "GET", path: `${path}/{bucket}`, handle: (call) => bucketOf(call, true) },
  {
    id: "buckets.patch",
    method: "PATCH",
    path: `${path}/{bucket}`,
    handle: (call) => change(call, (bucket) => mergePatch(bucket, call.body) as Document),
  },
  { id: "buckets.update", method: "PUT", path: `${path}/{bucket}`, handle: (call) => change(call, () => call.body) },
  { id: "buckets.delete", method: "DELETE", path: `${path}/{bucket}`, handle: remove },
  { id: "buckets.lockRetentionPolicy", method: "POST", path: `${path}/{bucket}/lockRetentionPolicy`, handle: lock },
  {
    id: "projects.serviceAccount.get",
    method: "GET",
    path: "/storage/v1/projects/{id}/serviceAccount",
    handle: (call) => ({
      kind: "storage#serviceAccount",
      email_address: serviceAgent(storageProject(call, param(call, "id"))),
    }),
  },
];
