import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { badRequest } from "./refusals.ts";

const day = 24 * 60 * 60 * 1000;

/** Places that are more than one region; every other is a region. */
const multiRegions = new Set(["US", "EU", "ASIA"]);
const dualRegions = new Set(["NAM4", "EUR4", "EUR5", "EUR7", "EUR8", "ASIA1"]);
const storageClasses = new Set([
  "STANDARD",
  "NEARLINE",
  "COLDLINE",
  "ARCHIVE",
  "MULTI_REGIONAL",
  "REGIONAL",
  "DURABLE_REDUCED_AVAILABILITY",
]);

/** Where a bucket is, which stays so: its place and what follows from that. */
export function placement(asked: Document): Document {
  const location = String(asked.location ?? "US").toUpperCase();
  const custom = asked.customPlacementConfig as { dataLocations?: string[] } | undefined;
  const dual = custom !== undefined || dualRegions.has(location);
  const regional = !dual && !multiRegions.has(location);
  if (regional && !/^[A-Z]+-[A-Z]+\d+$/.test(location)) {
    throw badRequest("The specified location constraint is not valid.");
  }
  const dataLocations = custom?.dataLocations?.map((each) => each.toUpperCase());
  return {
    location,
    locationType: dual ? "dual-region" : regional ? "region" : "multi-region",
    ...(dataLocations && { customPlacementConfig: { dataLocations } }),
    ...(regional ? { satisfiesPZI: true } : { rpo: asked.rpo ?? "DEFAULT" }),
  };
}

interface Access {
  enabled?: boolean;
  lockedTime?: string;
}

interface IamConfiguration {
  uniformBucketLevelAccess?: Access;
  bucketPolicyOnly?: Access;
  publicAccessPrevention?: string;
}

/** Uniform access has two names; it can't be taken back after 90 days. */
function iamConfiguration(call: Call, asked: IamConfiguration = {}, before: IamConfiguration = {}): Document {
  const enabled = (asked.uniformBucketLevelAccess ?? asked.bucketPolicyOnly)?.enabled ?? false;
  const earlier = before.uniformBucketLevelAccess;
  if (earlier?.lockedTime && !enabled && earlier.lockedTime < call.cloud.clock.timestamp(3)) {
    throw badRequest("Cannot disable uniform bucket-level access because it is locked.");
  }
  const lockedTime = earlier?.lockedTime ?? call.cloud.clock.timestamp(3, call.cloud.clock.now() + 90 * day);
  const access = { enabled, ...(enabled && { lockedTime }) };
  return {
    bucketPolicyOnly: access,
    uniformBucketLevelAccess: access,
    publicAccessPrevention: asked.publicAccessPrevention ?? "inherited",
  };
}

interface Autoclass {
  enabled?: boolean;
  terminalStorageClass?: string;
  terminalStorageClassUpdateTime?: string;
  toggleTime?: string;
}

function autoclass(now: string, asked: Autoclass | undefined, before: Autoclass = {}): Document | undefined {
  if (!asked || (!asked.enabled && before.toggleTime === undefined)) return undefined;
  const enabled = asked.enabled ?? false;
  const terminalStorageClass = asked.terminalStorageClass ?? "NEARLINE";
  const unchanged = before.terminalStorageClass === terminalStorageClass;
  return {
    enabled,
    toggleTime: before.enabled === enabled ? before.toggleTime : now,
    ...(enabled && {
      terminalStorageClass,
      terminalStorageClassUpdateTime: unchanged ? before.terminalStorageClassUpdateTime : now,
    }),
  };
}

interface Retention {
  retentionPeriod?: string | number;
  effectiveTime?: string;
  isLocked?: boolean;
}

/** A policy that forbids deleting objects for a time; a locked one can only become stricter. */
function retentionPolicy(now: string, asked: Retention | undefined, before?: Retention): Document | undefined {
  const period = Number(asked?.retentionPeriod ?? 0);
  if (before?.isLocked && period < Number(before.retentionPeriod)) {
    throw badRequest("Cannot reduce the retention duration of a locked Retention Policy for bucket.");
  }
  if (!asked) return undefined;
  if (!Number.isInteger(period) || period <= 0) throw badRequest("Invalid argument.");
  return {
    retentionPeriod: String(period),
    effectiveTime: before?.effectiveTime ?? now,
    ...(before?.isLocked && { isLocked: true }),
  };
}

interface SoftDelete {
  retentionDurationSeconds?: string | number;
  effectiveTime?: string;
}

function softDeletePolicy(now: string, asked: SoftDelete = {}, before: SoftDelete = {}): Document {
  const seconds = String(asked.retentionDurationSeconds ?? 604800);
  const same = before.retentionDurationSeconds === seconds;
  return { retentionDurationSeconds: seconds, effectiveTime: same ? before.effectiveTime : now };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

/** Members that are kept as they are asked for. */
const plain = ["labels", "website", "cors", "versioning", "billing", "defaultEventBasedHold", "encryption", "ipFilter"];

/** All that can be changed about a bucket, with the service's defaults. `before`: the bucket as it was. `now`: RFC 3339. */
export function settings(
  call: Call,
  asked: Document,
  before: Document = {},
  now = call.cloud.clock.timestamp(3),
): Document {
  const storageClass = String(asked.storageClass ?? "STANDARD").toUpperCase();
  if (!storageClasses.has(storageClass)) throw badRequest("Invalid argument.");
  const lifecycle = asked.lifecycle as { rule?: object[] } | undefined;
  const logging = asked.logging as { logBucket?: string; logObjectPrefix?: string } | undefined;
  const members: Document = {
    storageClass,
    ...Object.fromEntries(plain.map((name) => [name, asked[name]])),
    lifecycle: lifecycle?.rule?.length ? lifecycle : undefined,
    logging: logging?.logBucket ? { logObjectPrefix: asked.name ?? before.name, ...logging } : undefined,
    softDeletePolicy: softDeletePolicy(
      now,
      asked.softDeletePolicy as SoftDelete,
      before.softDeletePolicy as SoftDelete,
    ),
    iamConfiguration: iamConfiguration(
      call,
      asked.iamConfiguration as IamConfiguration,
      before.iamConfiguration as IamConfiguration,
    ),
    autoclass: autoclass(now, asked.autoclass as Autoclass, before.autoclass as Autoclass),
    retentionPolicy: retentionPolicy(now, asked.retentionPolicy as Retention, before.retentionPolicy as Retention),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}
