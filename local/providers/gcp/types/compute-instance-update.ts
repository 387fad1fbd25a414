import type { Properties } from "../../grpc/values.ts";
import type { Context } from "../core/resource.ts";
import { lastSegment } from "../core/template.ts";
import { accessConfig, attached, metadataItems, networkOf, serviceAccount } from "./compute-instance-encode.ts";
import { host, operate, reference } from "./compute-links.ts";

/** Properties that only a machine at rest can have changed. */
const atRest = ["machineType", "minCpuPlatform", "serviceAccount", "shieldedInstanceConfig", "enableDisplay"];

const post = (context: Context, path: string, verb: string, body?: Properties) =>
  operate(context, "POST", `${path}/${verb}`, body);

/** Whether a disk that is attached is the one that is wanted, in the way that is wanted. */
const isWanted = (known: Properties, { source, mode = "READ_WRITE", deviceName }: Properties): boolean =>
  lastSegment(String(known.source)) === lastSegment(String(source)) &&
  known.mode === mode &&
  (deviceName === undefined || known.deviceName === deviceName);

/** Attaches what is new and detaches what isn't wanted any more. */
async function disks(context: Context, path: string, old: Properties, inputs: Properties): Promise<void> {
  const known = (old.attachedDisks ?? []) as Properties[];
  const wanted = (inputs.attachedDisks ?? []) as Properties[];
  for (const disk of known) {
    if (wanted.some((each) => isWanted(disk, each))) continue;
    await post(context, path, `detachDisk?${new URLSearchParams({ deviceName: String(disk.deviceName) })}`);
  }
  for (const disk of wanted) {
    if (known.some((each) => isWanted(each, disk))) continue;
    await post(context, path, "attachDisk", attached(disk, inputs.project, `zones/${old.zone}`));
  }
}

/** Moves network interfaces and changes how they are reached from outside. */
async function interfaces(context: Context, path: string, old: Properties, inputs: Properties): Promise<void> {
  const wanted = inputs.networkInterfaces as Properties[];
  for (const [index, before] of (old.networkInterfaces as Properties[]).entries()) {
    const next = wanted[index]!;
    const name = String(before.name);
    const query = new URLSearchParams({ networkInterface: name });
    const configs = (nic: Properties) => ((nic.accessConfigs ?? []) as Properties[]).map(accessConfig);
    const [had] = configs(before);
    const [has] = configs(next);
    const same = has && had && (has.natIP ?? had.natIP) === had.natIP;
    if (had && !same) {
      const config = new URLSearchParams({ networkInterface: name, accessConfig: "external-nat" });
      await post(context, path, `deleteAccessConfig?${config}`);
    }
    const moved = ["network", "subnetwork"].some(
      (member) =>
        next[member] !== undefined && lastSegment(String(next[member])) !== lastSegment(String(before[member])),
    );
    const readdressed = next.networkIp !== undefined && next.networkIp !== "" && next.networkIp !== before.networkIp;
    const members = {
      ...(moved && networkOf(next, inputs.project, old.zone)),
      ...(readdressed && { networkIP: next.networkIp }),
      ...(JSON.stringify(next.aliasIpRanges ?? []) !== JSON.stringify(before.aliasIpRanges ?? []) && {
        aliasIpRanges: next.aliasIpRanges ?? [],
      }),
      ...(next.stackType !== undefined && next.stackType !== before.stackType && { stackType: next.stackType }),
    };
    if (Object.keys(members).length > 0) {
      const reply = (await context.client.request(host, "GET", path)) as { networkInterfaces: Properties[] };
      const { fingerprint } = reply.networkInterfaces[index]!;
      await operate(context, "PATCH", `${path}/updateNetworkInterface?${query}`, { ...members, fingerprint });
    }
    if (has && !same) await post(context, path, `addAccessConfig?${query}`, has);
  }
}

async function bootDisk(context: Context, path: string, old: Properties, inputs: Properties): Promise<void> {
  const [before, next] = [old.bootDisk as Properties, inputs.bootDisk as Properties];
  if (next.autoDelete !== undefined && next.autoDelete !== before.autoDelete) {
    const query = new URLSearchParams({ autoDelete: String(next.autoDelete), deviceName: String(before.deviceName) });
    await post(context, path, `setDiskAutoDelete?${query}`);
  }
  const [had, has] = [before.initializeParams, next.initializeParams] as [Properties, Properties | undefined];
  const disk = new URL(String(before.source)).pathname;
  if (has?.size !== undefined && has.size !== had.size) await post(context, disk, "resize", { sizeGb: has.size });
  if (has?.labels !== undefined && JSON.stringify(has.labels) !== JSON.stringify(had.labels)) {
    const { labelFingerprint } = await context.client.request(host, "GET", disk);
    await post(context, disk, "setLabels", { labels: has.labels, labelFingerprint });
  }
}

async function resting(
  context: Context,
  path: string,
  old: Properties,
  inputs: Properties,
  changed: string[],
): Promise<void> {
  const { project } = inputs;
  if (changed.includes("machineType")) {
    const machineType = reference(inputs.machineType, project, `zones/${old.zone}`, "machineTypes");
    await post(context, path, "setMachineType", { machineType });
  }
  if (changed.includes("minCpuPlatform")) {
    await post(context, path, "setMinCpuPlatform", { minCpuPlatform: inputs.minCpuPlatform ?? "" });
  }
  if (changed.includes("serviceAccount")) {
    const account = inputs.serviceAccount ? serviceAccount(inputs.serviceAccount as Properties) : {};
    await post(context, path, "setServiceAccount", account);
  }
  if (changed.includes("shieldedInstanceConfig")) {
    const config = inputs.shieldedInstanceConfig as Properties;
    await operate(context, "PATCH", `${path}/updateShieldedInstanceConfig`, config);
  }
  if (changed.includes("enableDisplay")) {
    const body = { enableDisplay: inputs.enableDisplay === true };
    await operate(context, "PATCH", `${path}/updateDisplayDevice`, body);
  }
}

async function running(
  context: Context,
  path: string,
  old: Properties,
  inputs: Properties,
  changed: string[],
): Promise<void> {
  if (changed.includes("metadata")) {
    const body = { items: metadataItems(inputs), fingerprint: old.metadataFingerprint };
    await post(context, path, "setMetadata", body);
  }
  if (changed.includes("tags")) {
    await post(context, path, "setTags", { items: inputs.tags ?? [], fingerprint: old.tagsFingerprint });
  }
  if (changed.includes("scheduling"))
    await post(context, path, "setScheduling", (inputs.scheduling ?? {}) as Properties);
  if (changed.includes("resourcePolicies")) {
    if (old.resourcePolicies) {
      await post(context, path, "removeResourcePolicies", { resourcePolicies: [old.resourcePolicies] });
    }
    if (inputs.resourcePolicies) {
      await post(context, path, "addResourcePolicies", { resourcePolicies: [inputs.resourcePolicies] });
    }
  }
  if (changed.includes("deletionProtection")) {
    await post(context, path, `setDeletionProtection?deletionProtection=${inputs.deletionProtection === true}`);
  }
  if (changed.includes("attachedDisks")) await disks(context, path, old, inputs);
  if (changed.includes("bootDisk")) await bootDisk(context, path, old, inputs);
  if (["description", "canIpForward", "advancedMachineFeatures"].some((name) => changed.includes(name))) {
    const { fingerprint } = await context.client.request(host, "GET", path);
    const { description = "", canIpForward = false, advancedMachineFeatures = null } = inputs;
    await operate(context, "PUT", path, { description, canIpForward, advancedMachineFeatures, fingerprint });
  }
}

/** Changes an instance, each property by the request that it has. It is stopped for that only if that is allowed. */
export async function updateInstance(
  context: Context,
  path: string,
  old: Properties,
  inputs: Properties,
  changed: string[],
): Promise<void> {
  const wanted = inputs.desiredStatus ?? old.currentStatus;
  const needsRest = atRest.some((name) => changed.includes(name));
  const isRunning = old.currentStatus === "RUNNING";
  if (needsRest && isRunning && inputs.allowStoppingForUpdate !== true && wanted === "RUNNING") {
    const names = atRest.filter((name) => changed.includes(name)).join(", ");
    throw new Error(`a change of ${names} stops the instance: set allowStoppingForUpdate to true to agree to that`);
  }
  await running(context, path, old, inputs, changed);
  if (changed.includes("networkInterfaces")) await interfaces(context, path, old, inputs);
  if (needsRest && isRunning) await post(context, path, "stop");
  if (needsRest) await resting(context, path, old, inputs, changed);
  const status = needsRest && isRunning ? "TERMINATED" : old.currentStatus;
  if (wanted === status) return;
  const verbs: Record<string, string> = { TERMINATED: "stop", SUSPENDED: "suspend" };
  const verb = verbs[String(wanted)] ?? (status === "SUSPENDED" ? "resume" : "start");
  await post(context, path, verb);
}
