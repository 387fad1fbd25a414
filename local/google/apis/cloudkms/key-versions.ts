import { randomBytes } from "node:crypto";
import type { Cloud } from "../../core/cloud.ts";
import { precondition } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import type { CryptoKey } from "./crypto-keys.ts";
import { host } from "./names.ts";

/** A version of a key: what it encrypts with is kept apart from it. */
export interface KeyVersion extends Document {
  name: string;
  state: "ENABLED" | "DISABLED" | "DESTROY_SCHEDULED" | "DESTROYED";
  createTime: string;
  protectionLevel: string;
  algorithm: string;
  destroyTime?: string;
}

/** The full name of a version. */
export const versionFullName = (name: string) => `//${host}/${name}`;
const materialName = (name: string) => `kms-key-material/${name}`;

/** The secret bytes of a version, unless they are destroyed. */
export const materialOf = (cloud: Cloud, name: string): Buffer | undefined => cloud.store.getBytes(materialName(name));

/** A version as it is by now: one that was to be destroyed may be so. */
export function current(cloud: Cloud, version: KeyVersion): KeyVersion {
  const { destroyTime, ...rest } = version;
  if (version.state !== "DESTROY_SCHEDULED" || destroyTime! > cloud.clock.timestamp(3)) return version;
  const destroyed = { ...rest, state: "DESTROYED" as const, destroyEventTime: destroyTime } as KeyVersion;
  cloud.store.put(versionFullName(version.name), destroyed);
  cloud.store.deleteBytes(materialName(version.name));
  return destroyed;
}

/** A version of a key by its number. */
export function versionOf(cloud: Cloud, key: string, number: string): KeyVersion | undefined {
  const version = cloud.store.get<KeyVersion>(versionFullName(`${key}/cryptoKeyVersions/${number}`));
  return version && current(cloud, version);
}

/** A new version of a key, enabled at once. */
export function newVersion(
  cloud: Cloud,
  name: string,
  { versionTemplate }: Pick<CryptoKey, "versionTemplate">,
  createTime: string,
): KeyVersion {
  cloud.store.putBytes(materialName(name), randomBytes(32));
  return { name, state: "ENABLED", createTime, ...versionTemplate, generateTime: cloud.clock.timestamp(9) };
}

/** Refuses what a version in this state can't do. */
export function requireState(version: KeyVersion, ...states: KeyVersion["state"][]): void {
  if (states.includes(version.state)) return;
  const wanted = states.map((state) => state.toLowerCase().replace("_", " ")).join(" or ");
  throw precondition(`${version.name} is not ${wanted}, current state is: ${version.state}.`);
}

/** Refuses to use a version that isn't enabled. */
export const requireEnabled = (version: KeyVersion): void => requireState(version, "ENABLED");
