import type { Call } from "../../core/call.ts";
import { type Collection, collectionRoutes, existing } from "../../core/collection.ts";
import { invalid, precondition } from "../../core/errors.ts";
import type { Route } from "../../core/router.ts";
import { cryptoKeys, keyOf } from "./crypto-keys.ts";
import {
  current,
  type KeyVersion,
  newVersion,
  requireEnabled,
  requireState,
  versionFullName,
  versionOf,
} from "./key-versions.ts";
import { host, missing } from "./names.ts";

const versions: Collection = {
  host,
  id: `${cryptoKeys.id}.cryptoKeyVersions`,
  path: `${cryptoKeys.path}/{key}/cryptoKeyVersions`,
  item: "version",
  name: (call, id) => `${keyOf(call).name}/cryptoKeyVersions/${id}`,
  newId: (call) => {
    const prefix = versionFullName(`${keyOf(call).name}/cryptoKeyVersions/`);
    return String(call.cloud.store.list(prefix).length + 1);
  },
  create: (call, name) => newVersion(call.cloud, name, keyOf(call), call.cloud.clock.timestamp(9)),
  update: (call, document, mask) => {
    const version = current(call.cloud, document as KeyVersion);
    const { state } = call.body;
    if (mask?.join() !== "state" || !["ENABLED", "DISABLED"].includes(state)) throw invalid();
    requireState(version, "ENABLED", "DISABLED");
    return { ...version, state };
  },
  remove: null,
  view: (document, call) => current(call.cloud, document as KeyVersion),
  order: (a, b) => Number(String(a.name).split("/").at(-1)) - Number(String(b.name).split("/").at(-1)),
  totalSize: true,
  missing: missing("CryptoKeyVersion"),
};

const named = (call: Call): KeyVersion => current(call.cloud, existing(versions, call).document as KeyVersion);

function save(call: Call, version: KeyVersion): KeyVersion {
  call.cloud.store.put(versionFullName(version.name), version);
  return version;
}

function destroy(call: Call): object {
  const version = named(call);
  requireState(version, "ENABLED", "DISABLED");
  const seconds = Number.parseInt(keyOf(call).destroyScheduledDuration, 10);
  const destroyTime = call.cloud.clock.timestamp(6, call.cloud.clock.now() + seconds * 1000);
  return save(call, { ...version, state: "DESTROY_SCHEDULED", destroyTime });
}

/** A version that is brought back must be enabled before it can be used. */
function restore(call: Call): object {
  const { destroyTime: _, ...version } = named(call);
  requireState(version as KeyVersion, "DESTROY_SCHEDULED");
  return save(call, { ...(version as KeyVersion), state: "DISABLED" });
}

const path = `${versions.path}/{version}`;

export const versionRoutes: Route[] = [
  ...collectionRoutes(versions),
  { id: `${versions.id}.destroy`, method: "POST", path: `${path}:destroy`, handle: destroy },
  { id: `${versions.id}.restore`, method: "POST", path: `${path}:restore`, handle: restore },
  {
    id: `${cryptoKeys.id}.updatePrimaryVersion`,
    method: "POST",
    path: `${cryptoKeys.path}/{key}:updatePrimaryVersion`,
    handle: (call) => {
      const key = keyOf(call);
      const number = String(call.body.cryptoKeyVersionId ?? "");
      const version = versionOf(call.cloud, key.name, number);
      if (!version) throw missing("CryptoKeyVersion")(`${key.name}/cryptoKeyVersions/${number}`);
      if (key.purpose !== "ENCRYPT_DECRYPT") throw precondition();
      requireEnabled(version);
      const changed = { ...key, primaryVersion: number };
      call.cloud.store.put(`//${host}/${key.name}`, changed);
      return cryptoKeys.view!(changed, call);
    },
  },
];
