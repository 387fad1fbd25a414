import type { Call } from "../../core/call.ts";
import { ApiError } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { cpuPlatform } from "./catalogue.ts";
import { diskKind } from "./disks.ts";
import { linked, nameIn, patched, referenced } from "./documents.ts";
import { invalidUsage, invalidValue, requiredParameter, stale, unreferenced } from "./errors.ts";
import { attachedDisk, machineTypeLink, policies, scheduling, serviceAccounts, tags } from "./instance-members.ts";
import { stateMethods } from "./instance-states.ts";
import { interfaceMethods } from "./interface-methods.ts";
import { freshFingerprint, shortName, stored, timestamp } from "./links.ts";
import { metadata } from "./projects.ts";
import type { Method, Outcome } from "./resources.ts";

type Handle = Method["handle"];

const query = (call: Call, name: string): string => {
  const value = call.query.get(name);
  if (!value) throw requiredParameter(name);
  return value;
};

/** Refuses a change that only a machine at rest can have. */
function requireStopped(current: Document, what: string): void {
  if (current.status === "TERMINATED") return;
  throw new ApiError("INVALID_ARGUMENT", `The instance must be stopped before the ${what} can be changed.`, {
    reason: "invalidResourceUsage",
  });
}

/** Only the fingerprint of what is there allows a change. */
function requireFingerprint(asked: unknown, current: unknown, what: string): void {
  if (asked !== current) throw stale(`Supplied fingerprint does not match current ${what} fingerprint.`);
}

const fingerprintOf = (part: unknown) => (part as { fingerprint: string }).fingerprint;

const setMetadata: Handle = (call, current) => {
  requireFingerprint(call.body.fingerprint, fingerprintOf(current.metadata), "metadata");
  return { document: { ...current, metadata: metadata(call.body.items) } };
};

const setTags: Handle = (call, current) => {
  requireFingerprint(call.body.fingerprint, fingerprintOf(current.tags), "tags");
  return { document: { ...current, tags: tags(call.body.items) } };
};

const setMachineType: Handle = (call, current, at) => {
  requireStopped(current, "machine type");
  const machineType = machineTypeLink("machineType", call.body.machineType, at);
  return { document: { ...current, machineType, cpuPlatform: cpuPlatform(shortName(machineType)) } };
};

const setServiceAccount: Handle = (call, current) => {
  requireStopped(current, "service account");
  const { serviceAccounts: _, ...rest } = current;
  if (!call.body.email) return { document: rest };
  return { document: { ...rest, serviceAccounts: serviceAccounts(call, [call.body]) } };
};

const setMinCpuPlatform: Handle = (call, current) => {
  requireStopped(current, "minimum CPU platform");
  return { document: patched(current, { minCpuPlatform: call.body.minCpuPlatform || null }, ["minCpuPlatform"]) };
};

const updateShielded: Handle = (call, current) => {
  requireStopped(current, "shielded instance configuration");
  const config = { ...(current.shieldedInstanceConfig as Document), ...call.body };
  return { document: { ...current, shieldedVmConfig: config, shieldedInstanceConfig: config } };
};

const attach: Handle = (call, current) => {
  const { source } = call.body;
  const absent = () => unreferenced("source", source, "disk");
  const { document: disk } = referenced(call, "source", source, diskKind, absent);
  const disks = current.disks as Document[];
  const index = 1 + Math.max(-1, ...disks.map((each) => Number(each.index)));
  const added = attachedDisk(call, disk, call.body, index);
  if (disks.some(({ deviceName }) => deviceName === added.deviceName)) {
    throw invalidValue("deviceName", added.deviceName, "The device name is already used by another disk.");
  }
  const seen = { ...disk, lastAttachTimestamp: timestamp(call.cloud) };
  return { document: { ...current, disks: [...disks, added] }, put: [[stored(nameIn(disk)), seen]] };
};

/** The disk of an instance by its device name, which a parameter has. */
function device(call: Call, current: Document): Document {
  const deviceName = query(call, "deviceName");
  const found = (current.disks as Document[]).find((each) => each.deviceName === deviceName);
  if (!found) throw invalidValue("deviceName", deviceName, `No attached disk found with device name '${deviceName}'`);
  return found;
}

const detach: Handle = (call, current): Outcome => {
  const found = device(call, current);
  if (found.boot === true && current.status !== "TERMINATED") {
    throw invalidUsage("Boot disk can only be detached when the VM instance is in TERMINATED state");
  }
  const disks = (current.disks as Document[]).filter((each) => each !== found);
  const disk = linked(call.cloud, found.source);
  const seen = disk && { ...disk, lastDetachTimestamp: timestamp(call.cloud) };
  return { document: { ...current, disks }, ...(seen && { put: [[stored(nameIn(disk)), seen]] }) };
};

const setDiskAutoDelete: Handle = (call, current) => {
  const found = device(call, current);
  const autoDelete = query(call, "autoDelete") === "true";
  const disks = (current.disks as Document[]).map((each) => (each === found ? { ...each, autoDelete } : each));
  return { document: { ...current, disks } };
};

const changePolicies =
  (change: (known: string[], named: string[]) => string[]): Handle =>
  (call, current) => {
    const { resourcePolicies: known, ...rest } = current;
    const named = (policies(call.body.resourcePolicies).resourcePolicies ?? []) as string[];
    return { document: { ...rest, ...policies(change((known ?? []) as string[], named)) } };
  };

/** A change of the whole: what has no method of its own. */
const update: Handle = (call, current) => {
  if (call.body.fingerprint !== undefined) requireFingerprint(call.body.fingerprint, current.fingerprint, "instance");
  const names = ["description", "canIpForward", "deletionProtection", "displayDevice", "advancedMachineFeatures"];
  const document = patched(current, call.body, names);
  return {
    document: {
      ...document,
      ...(call.body.metadata && { metadata: metadata(call.body.metadata.items) }),
      ...(call.body.tags && { tags: tags(call.body.tags.items) }),
      fingerprint: freshFingerprint(),
    },
  };
};

/** Takes a member of the body over. */
const takes =
  (member: string): Handle =>
  (call, current) => ({ document: { ...current, [member]: call.body } });

/** What can be done to an instance besides making and deleting it. */
export const instanceMethods: Method[] = [
  ...stateMethods,
  { verb: "setMetadata", handle: setMetadata },
  { verb: "setTags", handle: setTags },
  { verb: "setMachineType", handle: setMachineType },
  { verb: "setServiceAccount", handle: setServiceAccount },
  { verb: "setMinCpuPlatform", handle: setMinCpuPlatform },
  { verb: "updateShieldedInstanceConfig", method: "PATCH", handle: updateShielded },
  { verb: "attachDisk", handle: attach },
  { verb: "detachDisk", handle: detach },
  { verb: "setDiskAutoDelete", handle: setDiskAutoDelete },
  {
    verb: "setScheduling",
    handle: (call, current) => ({
      document: { ...current, scheduling: scheduling({ ...(current.scheduling as Document), ...call.body }) },
    }),
  },
  {
    verb: "setDeletionProtection",
    handle: (call, current) => ({
      document: { ...current, deletionProtection: call.query.get("deletionProtection") !== "false" },
    }),
  },
  { verb: "updateDisplayDevice", method: "PATCH", handle: takes("displayDevice") },
  {
    verb: "setShieldedInstanceIntegrityPolicy",
    method: "PATCH",
    handle: (call, current) => ({
      document: {
        ...current,
        shieldedVmIntegrityPolicy: call.body,
        shieldedInstanceIntegrityPolicy: call.body,
      },
    }),
  },
  {
    verb: "addResourcePolicies",
    handle: changePolicies((known, named) => [...new Set([...known, ...named])]),
  },
  {
    verb: "removeResourcePolicies",
    handle: changePolicies((known, named) => known.filter((each) => !named.includes(each))),
  },
  { verb: "update", method: "PUT", handle: update },
  ...interfaceMethods,
];
