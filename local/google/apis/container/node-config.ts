import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { machineType } from "../compute/catalogue.ts";
import { badRequest, unknownMember } from "./errors.ts";
import { overlaid, shownAs } from "./json.ts";

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;

/** What nodes may do with the account that they run as, unless it is said otherwise. */
export const usualScopes = [
  "devstorage.read_only",
  "logging.write",
  "monitoring",
  "service.management.readonly",
  "servicecontrol",
  "trace.append",
].map(scope);

/** Every member that a node's configuration can have. */
const known = new Set([
  ...["accelerators", "advancedMachineFeatures", "bootDisk", "bootDiskKmsKey", "confidentialNodes", "containerdConfig"],
  ...["consolidationDelay", "diskSizeGb", "diskType", "effectiveCgroupMode", "enableConfidentialStorage", "fastSocket"],
  ...[
    "ephemeralStorageConfig",
    "ephemeralStorageLocalSsdConfig",
    "flexStart",
    "gcfsConfig",
    "gpuDirectConfig",
    "gvnic",
  ],
  ...["hostMaintenancePolicy", "imageType", "kubeletConfig", "labels", "linuxNodeConfig", "localNvmeSsdBlockConfig"],
  ...["localSsdCount", "localSsdEncryptionMode", "loggingConfig", "machineType", "maxRunDuration", "metadata"],
  ...["minCpuPlatform", "nodeGroup", "nodeImageConfig", "oauthScopes", "preemptible", "reservationAffinity"],
  ...[
    "resourceLabels",
    "resourceManagerTags",
    "sandboxConfig",
    "secondaryBootDisks",
    "secondaryBootDiskUpdateStrategy",
  ],
  ...["serviceAccount", "shieldedInstanceConfig", "soleTenantConfig", "spot", "storagePools", "tags", "taintConfig"],
  ...["taints", "windowsNodeConfig", "workloadMetadataConfig"],
]);

const imageTypes = ["COS_CONTAINERD", "UBUNTU_CONTAINERD", "WINDOWS_LTSC_CONTAINERD", "COS_ARM64_CONTAINERD"];
const effects = ["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"];

/** The account that nodes run as must be there, if it is one of a project in this cloud. */
function requireAccount(call: Call, email: unknown): void {
  const [, project] = /^[^@]+@([^@]+)\.iam\.gserviceaccount\.com$/.exec(String(email)) ?? [];
  if (!project || !call.cloud.store.get(`//cloudresourcemanager.googleapis.com/projects/${project}`)) return;
  if (call.cloud.store.get(`//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`)) return;
  throw badRequest(`Service account "${email}" does not exist.`);
}

function check(call: Call, asked: Document, zones: string[]): void {
  const stranger = Object.keys(asked).find((name) => !known.has(name));
  if (stranger) throw unknownMember(stranger, "config");
  const { machineType: type, imageType, serviceAccount, taints = [], spot, preemptible } = asked;
  if (type && !machineType(String(type))) {
    throw badRequest(`Machine type with name "${type}" does not exist in zone "${zones[0]}".`);
  }
  if (imageType && !imageTypes.includes(String(imageType).toUpperCase())) {
    throw badRequest(`The image type "${imageType}" is not supported: must be one of ${imageTypes.join(", ")}.`);
  }
  if (spot === true && preemptible === true) throw badRequest("Spot and preemptible can't both be set.");
  for (const { key, effect } of taints as Document[]) {
    if (!key) throw badRequest("Node taint key must be specified.");
    if (!effects.includes(String(effect))) throw badRequest(`Node taint effect must be one of ${effects.join(", ")}.`);
  }
  const account = serviceAccount ?? "default";
  if (account !== "default") requireAccount(call, account);
}

/** Series that have no persistent disks of the older kinds. */
const hyperdiskOnly = /^(n4|c4|c4a|c4d)-/;

/** How metadata is shielded from workloads, in the older and the newer words. */
const nodeMetadata: Record<string, string> = { GKE_METADATA: "GKE_METADATA_SERVER", GCE_METADATA: "EXPOSE" };

/** What of a node's configuration follows from the rest of it. */
export function settled(config: Document): Document {
  const { diskType, diskSizeGb, workloadMetadataConfig } = config;
  const { mode } = (workloadMetadataConfig ?? {}) as { mode?: string };
  return {
    ...config,
    bootDisk: { ...(config.bootDisk as Document | undefined), diskType, sizeGb: String(diskSizeGb) },
    ...(mode && { workloadMetadataConfig: { mode, nodeMetadata: nodeMetadata[mode] ?? mode } }),
  };
}

/** The configuration of new nodes. `workloadPool`: whether their cluster gives workloads identities of their own. */
export function nodeConfig(
  call: Call,
  asked: Document,
  { zones, workloadPool }: { zones: string[]; workloadPool: boolean },
): Document {
  check(call, asked, zones);
  const type = String(asked.machineType || "e2-medium");
  const boot = (asked.bootDisk ?? {}) as Document;
  const usualDisk = hyperdiskOnly.test(type) ? "hyperdisk-balanced" : "pd-balanced";
  const scopes = (asked.oauthScopes ?? []) as string[];
  const usual: Document = {
    machineType: type,
    diskSizeGb: Number(asked.diskSizeGb || boot.sizeGb || 100),
    diskType: asked.diskType || boot.diskType || usualDisk,
    imageType: String(asked.imageType || "COS_CONTAINERD").toUpperCase(),
    effectiveCgroupMode: "EFFECTIVE_CGROUP_MODE_V2",
    oauthScopes: scopes.length > 0 ? scopes : usualScopes,
    serviceAccount: asked.serviceAccount || "default",
    shieldedInstanceConfig: asked.shieldedInstanceConfig ?? { enableIntegrityMonitoring: true },
    kubeletConfig: {
      insecureKubeletReadonlyPortEnabled: false,
      maxParallelImagePulls: asked.ephemeralStorageLocalSsdConfig ? 3 : 2,
    },
    windowsNodeConfig: {},
    metadata: { "disable-legacy-endpoints": "true" },
    resourceLabels: {
      "goog-gke-node-pool-provisioning-model": asked.spot ? "spot" : asked.preemptible ? "preemptible" : "on-demand",
    },
    ...(workloadPool && { workloadMetadataConfig: { mode: "GKE_METADATA" } }),
  };
  const { diskSizeGb, diskType, imageType, oauthScopes, machineType: _, ...rest } = asked;
  return shownAs(settled(overlaid(usual, withoutEmpty(rest))));
}

const withoutEmpty = (config: Document): Document =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== "" && value !== undefined));
