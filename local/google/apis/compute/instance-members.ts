import { type Call, projectOf } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { machineType } from "./catalogue.ts";
import { usersOf } from "./disks.ts";
import { nameIn, picked } from "./documents.ts";
import { inUse, invalidValue } from "./errors.ts";
import { fingerprint, link, relative, shortName } from "./links.ts";
import type { Place } from "./places.ts";
import { defaultServiceAccount } from "./projects.ts";

/** The link of a machine type of a zone. */
export function machineTypeLink(field: string, text: unknown, at: Place): string {
  const name = shortName(text);
  if (!text || !machineType(name)) {
    const why = `Machine type with name '${name}' does not exist in zone '${at.location}'.`;
    throw invalidValue(field, text, why);
  }
  return link(`${at.path}/machineTypes/${name}`);
}

/** Tags with their fingerprint. */
export const tags = (items: string[] = []): Document => ({
  ...(items.length > 0 && { items }),
  fingerprint: fingerprint(items),
});

/** How a machine is treated by the maintenance of its host; one that may be taken away is not moved. */
export function scheduling(asked: Document = {}): Document {
  const spot = asked.preemptible === true || asked.provisioningModel === "SPOT";
  return {
    onHostMaintenance: spot ? "TERMINATE" : "MIGRATE",
    automaticRestart: !spot,
    preemptible: spot,
    provisioningModel: spot && asked.provisioningModel === "SPOT" ? "SPOT" : "STANDARD",
    ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null)),
  };
}

/** The accounts that a machine can act as; "default" is the project's own. */
export const serviceAccounts = (call: Call, asked: { email?: string; scopes?: string[] }[] = []): Document[] =>
  asked.map(({ email = "default", scopes = [] }) => ({
    email: email === "default" ? defaultServiceAccount(projectOf(call)) : email,
    scopes,
  }));

/** The policies that apply to something, such as a schedule of snapshots. */
export const policies = (asked: unknown): Document =>
  Array.isArray(asked) && asked.length > 0 ? { resourcePolicies: asked.map((each) => link(relative(each))) } : {};

/** What a machine says of its boot's safety, under the old and the new names. */
export function shielded(config: Document = {}): Document {
  const settings = { enableSecureBoot: false, enableVtpm: true, enableIntegrityMonitoring: true, ...config };
  const policy = { updateAutoLearnPolicy: true };
  return {
    shieldedVmConfig: settings,
    shieldedVmIntegrityPolicy: policy,
    shieldedInstanceConfig: settings,
    shieldedInstanceIntegrityPolicy: policy,
  };
}

/** A disk as an instance has it. Refuses one that another instance writes to. */
export function attachedDisk(call: Call, disk: Document, asked: Document, index: number): Document {
  const mode = asked.mode ?? "READ_WRITE";
  const [user] = usersOf(call.cloud, disk);
  const shared = user && mode === "READ_ONLY" && isReadOnly(user, disk);
  if (user && !shared && asked.forceAttach !== true) throw inUse("disk", nameIn(disk), nameIn(user));
  return {
    kind: "compute#attachedDisk",
    type: "PERSISTENT",
    mode,
    source: disk.selfLink,
    deviceName: asked.deviceName ?? `persistent-disk-${index}`,
    index,
    boot: asked.boot === true,
    autoDelete: asked.autoDelete === true,
    ...picked(disk, ["licenses", "guestOsFeatures", "architecture"]),
    interface: asked.interface ?? "SCSI",
    diskSizeGb: disk.sizeGb,
    ...picked(asked, ["diskEncryptionKey"]),
  };
}

const isReadOnly = (instance: Document, disk: Document) =>
  (instance.disks as Document[]).some(({ source, mode }) => source === disk.selfLink && mode === "READ_ONLY");
