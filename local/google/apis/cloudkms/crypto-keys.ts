import type { Call } from "../../core/call.ts";
import {
  type Collection,
  collectionRoutes,
  existing,
  fullName,
  merge,
  withoutDefaults,
} from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { keyRings, ringOf } from "./key-rings.ts";
import { newVersion, versionOf } from "./key-versions.ts";
import { checkedId, host, missing, taken } from "./names.ts";

/** A key as it is kept; it is shown with its primary version instead of that version's number. */
export interface CryptoKey extends Document {
  name: string;
  purpose: string;
  createTime: string;
  versionTemplate: { protectionLevel: string; algorithm: string };
  /** "2592000s" */
  destroyScheduledDuration: string;
  primaryVersion?: string;
}

const purposes = ["ENCRYPT_DECRYPT", "ASYMMETRIC_SIGN", "ASYMMETRIC_DECRYPT", "RAW_ENCRYPT_DECRYPT", "MAC"];
const day = 24 * 60 * 60;

const secondsOf = (duration: unknown): number => {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(duration))?.[1];
  if (seconds === undefined) throw invalid();
  return Number(seconds);
};

/** Members of a key that can be changed. */
const changeable = ["labels", "rotationPeriod", "nextRotationTime", "versionTemplate", "keyAccessJustificationsPolicy"];

/** What can be changed about a key, checked. */
function settings(call: Call, purpose: string, asked: Document): Document {
  const { rotationPeriod, nextRotationTime } = asked;
  // Only symmetric keys rotate by themselves, at least a day apart, and from a time that is named.
  if (rotationPeriod !== undefined) {
    const seconds = secondsOf(rotationPeriod);
    if (purpose !== "ENCRYPT_DECRYPT" || seconds < day || nextRotationTime === undefined) throw invalid();
  }
  if (nextRotationTime !== undefined && Date.parse(String(nextRotationTime)) < call.cloud.clock.now()) throw invalid();
  const { protectionLevel = "SOFTWARE", algorithm } = (asked.versionTemplate ?? {}) as Partial<
    CryptoKey["versionTemplate"]
  >;
  if (!algorithm && purpose !== "ENCRYPT_DECRYPT") throw invalid();
  const given = Object.fromEntries(changeable.map((member) => [member, asked[member]]));
  return {
    ...withoutDefaults(given),
    versionTemplate: { protectionLevel, algorithm: algorithm ?? "GOOGLE_SYMMETRIC_ENCRYPTION" },
  };
}

function create(call: Call, name: string): Document {
  const { purpose, destroyScheduledDuration = "2592000s", importOnly, cryptoKeyBackend } = call.body;
  if (!purposes.includes(purpose)) throw invalid();
  const seconds = secondsOf(destroyScheduledDuration);
  if (seconds < day || seconds > 120 * day) throw invalid();
  const key = {
    name,
    purpose,
    createTime: call.cloud.clock.timestamp(9),
    ...settings(call, purpose, call.body),
    destroyScheduledDuration,
    ...withoutDefaults({ importOnly, cryptoKeyBackend }),
  } as Document as CryptoKey;
  if (call.query.get("skipInitialVersionCreation") === "true" || importOnly) return key;
  const version = newVersion(call.cloud, `${name}/cryptoKeyVersions/1`, key, key.createTime);
  call.cloud.store.put(fullName(cryptoKeys, version.name), version);
  return { ...key, ...(purpose === "ENCRYPT_DECRYPT" && { primaryVersion: "1" }) };
}

/** Keys can't be deleted, only their versions destroyed. */
export const cryptoKeys: Collection = {
  host,
  id: `${keyRings.id}.cryptoKeys`,
  path: `${keyRings.path}/{ring}/cryptoKeys`,
  item: "key",
  name: (call, id) => `${ringOf(call)}/cryptoKeys/${id}`,
  newId: (call) => checkedId(call.query.get("cryptoKeyId")),
  create,
  update: (call, current, mask) => {
    const members = (mask ?? []).map((path) => path.split(".")[0]!);
    if (members.length === 0 || members.some((member) => !changeable.includes(member))) throw invalid();
    const kept = Object.entries(current).filter(([member]) => !changeable.includes(member));
    const changed = settings(call, String(current.purpose), merge(current, call.body, mask));
    return { ...Object.fromEntries(kept), ...changed };
  },
  remove: null,
  view: (document, call) => {
    const { primaryVersion, ...key } = document as CryptoKey;
    const primary = primaryVersion && versionOf(call.cloud, key.name, primaryVersion);
    return { ...key, ...(primary && { primary }) };
  },
  totalSize: true,
  missing: missing("CryptoKey"),
  taken: taken("CryptoKey"),
};

/** The key in a request's path. */
export const keyOf = (call: Call): CryptoKey => existing(cryptoKeys, call).document as CryptoKey;

export const cryptoKeyRoutes: Route[] = [
  ...collectionRoutes(cryptoKeys),
  ...policyRoutes({
    id: cryptoKeys.id,
    path: `${cryptoKeys.path}/{key}`,
    resource: (call) => fullName(cryptoKeys, keyOf(call).name),
  }),
];
