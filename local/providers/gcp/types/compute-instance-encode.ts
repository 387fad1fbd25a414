import type { Properties } from "../../grpc/values.ts";
import { reference } from "./compute-links.ts";

/** The scopes that have short names. */
const scopes: Record<string, string> = {
  bigquery: "bigquery",
  "cloud-platform": "cloud-platform",
  "compute-ro": "compute.readonly",
  "compute-rw": "compute",
  datastore: "datastore",
  "logging-write": "logging.write",
  monitoring: "monitoring",
  "monitoring-read": "monitoring.read",
  "monitoring-write": "monitoring.write",
  pubsub: "pubsub",
  "service-control": "servicecontrol",
  "service-management": "service.management.readonly",
  "sql-admin": "sqlservice.admin",
  "storage-full": "devstorage.full_control",
  "storage-ro": "devstorage.read_only",
  "storage-rw": "devstorage.read_write",
  trace: "trace.append",
  "userinfo-email": "userinfo.email",
};

/** A scope as the API has it. */
export const scopeOf = (scope: unknown): string =>
  String(scope).startsWith("https://")
    ? String(scope)
    : `https://www.googleapis.com/auth/${scopes[String(scope)] ?? scope}`;

/** Properties without those that are undefined. */
export const present = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

interface Boot extends Properties {
  initializeParams?: Properties;
}

function encryption(disk: Properties): Properties {
  const { diskEncryptionKeyRaw: rawKey, diskEncryptionKeyRsa: rsaEncryptedKey, kmsKeySelfLink: kmsKeyName } = disk;
  const key = present({ rawKey, rsaEncryptedKey, kmsKeyName, kmsKeyServiceAccount: disk.diskEncryptionServiceAccount });
  return Object.keys(key).length > 0 ? { diskEncryptionKey: key } : {};
}

function bootDisk(boot: Boot, project: unknown, at: string): Properties {
  const { image, size, type, snapshot, labels, resourcePolicies, ...rest } = boot.initializeParams ?? {};
  const params = present({
    sourceImage: image,
    sourceSnapshot: snapshot,
    diskSizeGb: size,
    diskType: reference(type, project, at, "diskTypes"),
    labels,
    resourcePolicies: resourcePolicies ? [resourcePolicies] : undefined,
    ...rest,
  });
  return present({
    boot: true,
    autoDelete: boot.autoDelete ?? true,
    mode: boot.mode,
    deviceName: boot.deviceName,
    interface: boot.interface,
    forceAttach: boot.forceAttach || undefined,
    source: reference(boot.source, project, at, "disks"),
    ...(!boot.source && { initializeParams: params }),
    ...encryption(boot),
  });
}

/** A disk that is attached to an instance, as the API takes it. */
export const attached = (disk: Properties, project: unknown, at: string): Properties =>
  present({
    source: reference(disk.source, project, at, "disks"),
    mode: disk.mode,
    deviceName: disk.deviceName,
    forceAttach: disk.forceAttach || undefined,
    ...encryption(disk),
  });

const scratch = (disk: Properties, project: unknown, at: string): Properties =>
  present({
    type: "SCRATCH",
    autoDelete: true,
    interface: disk.interface,
    deviceName: disk.deviceName,
    diskSizeGb: disk.size,
    initializeParams: { diskType: reference("local-ssd", project, at, "diskTypes") },
  });

/** The way in from outside of a network interface, as the API takes it. */
export const accessConfig = ({ natIp, publicPtrDomainName, networkTier }: Properties): Properties =>
  present({
    type: "ONE_TO_ONE_NAT",
    natIP: natIp || undefined,
    networkTier,
    ...(publicPtrDomainName ? { setPublicPtr: true, publicPtrDomainName } : {}),
  });

/** Where a network interface is, as the API takes it. */
export function networkOf(nic: Properties, project: unknown, zone: unknown): Properties {
  const owner = nic.subnetworkProject || project;
  const region = String(zone).replace(/-[a-z]$/, "");
  return present({
    network: reference(nic.network, project, "global", "networks"),
    subnetwork: reference(nic.subnetwork, owner, `regions/${region}`, "subnetworks"),
  });
}

function networkInterface(nic: Properties, project: unknown, zone: unknown): Properties {
  const { accessConfigs, aliasIpRanges, stackType, nicType, queueCount, networkIp } = nic;
  return present({
    ...networkOf(nic, project, zone),
    networkIP: networkIp || undefined,
    accessConfigs: (accessConfigs as Properties[] | undefined)?.map(accessConfig),
    aliasIpRanges,
    stackType,
    nicType,
    queueCount,
  });
}

/** Metadata as pairs; the start-up script is one of them. */
export function metadataItems({ metadata, metadataStartupScript }: Properties): Properties[] {
  const script = metadataStartupScript === undefined ? {} : { "startup-script": metadataStartupScript };
  return Object.entries({ ...(metadata as Properties | undefined), ...script }).map(([key, value]) => ({ key, value }));
}

/** The account of an instance, as the API takes it. */
export const serviceAccount = ({ email, scopes: asked }: Properties): Properties =>
  present({ email: email || "default", scopes: (asked as string[]).map(scopeOf) });

/** An instance as the API takes it. `body`: the inputs that aren't part of the path only. */
export function encodeInstance(body: Properties, inputs: Properties): Properties {
  const { project, zone } = inputs;
  const at = `zones/${zone}`;
  const list = (name: string) => (inputs[name] ?? []) as Properties[];
  const items = metadataItems(inputs);
  const affinity = inputs.reservationAffinity as Properties | undefined;
  return present({
    name: body.name,
    description: body.description,
    hostname: body.hostname,
    labels: body.labels,
    canIpForward: body.canIpForward,
    minCpuPlatform: body.minCpuPlatform,
    deletionProtection: body.deletionProtection,
    machineType: reference(inputs.machineType, project, at, "machineTypes"),
    disks: [
      bootDisk(inputs.bootDisk as Boot, project, at),
      ...list("scratchDisks").map((disk) => scratch(disk, project, at)),
      ...list("attachedDisks").map((disk) => attached(disk, project, at)),
    ],
    networkInterfaces: list("networkInterfaces").map((nic) => networkInterface(nic, project, zone)),
    metadata: items.length > 0 ? { items } : undefined,
    tags: inputs.tags ? { items: inputs.tags } : undefined,
    scheduling: inputs.scheduling,
    serviceAccounts: inputs.serviceAccount ? [serviceAccount(inputs.serviceAccount as Properties)] : undefined,
    shieldedInstanceConfig: inputs.shieldedInstanceConfig,
    confidentialInstanceConfig: inputs.confidentialInstanceConfig,
    advancedMachineFeatures: inputs.advancedMachineFeatures,
    displayDevice: inputs.enableDisplay === undefined ? undefined : { enableDisplay: inputs.enableDisplay },
    guestAccelerators: inputs.guestAccelerators
      ? list("guestAccelerators").map(({ type, count }) => ({
          acceleratorType: reference(type, project, at, "acceleratorTypes"),
          acceleratorCount: count,
        }))
      : undefined,
    reservationAffinity: affinity && {
      consumeReservationType: affinity.type,
      ...(affinity.specificReservation as Properties | undefined),
    },
    resourcePolicies: inputs.resourcePolicies ? [inputs.resourcePolicies] : undefined,
    keyRevocationActionType: inputs.keyRevocationActionType,
    networkPerformanceConfig: inputs.networkPerformanceConfig,
    partnerMetadata: inputs.partnerMetadata,
  });
}
