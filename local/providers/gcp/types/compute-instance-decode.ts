import type { Properties } from "../../grpc/values.ts";
import { lastSegment } from "../core/template.ts";
import { present } from "./compute-instance-encode.ts";

function decodeInterface(nic: Properties, before: Properties = {}): Properties {
  const configs = nic.accessConfigs as Properties[] | undefined;
  return present({
    ...nic,
    networkIp: nic.networkIP,
    subnetworkProject: /projects\/([^/]+)\//.exec(String(nic.subnetwork))?.[1],
    accessConfigs: configs?.map(({ natIP, networkTier, publicPtrDomainName }) =>
      present({ natIp: natIP ?? "", networkTier, publicPtrDomainName: publicPtrDomainName ?? "" }),
    ),
    kind: undefined,
    networkIP: undefined,
    fingerprint: undefined,
    queueCount: nic.queueCount ?? before.queueCount,
  });
}

/** The properties of an instance by its reply. `state`: those that have the API's names. */
export function decodeInstance(state: Properties, reply: Properties, known: Properties): Properties {
  // The reply to a method is an operation, which says nothing of the instance.
  if (reply.disks === undefined) return state;
  const disks = reply.disks as Properties[];
  const boot = disks.find((disk) => disk.boot === true)!;
  const before = (known.bootDisk ?? {}) as Properties;
  const nics = (known.networkInterfaces ?? []) as Properties[];
  const items = ((reply.metadata as Properties).items ?? []) as { key: string; value: string }[];
  const own = known.metadataStartupScript !== undefined;
  const metadata = items.filter(({ key }) => !own || key !== "startup-script");
  const [account] = (reply.serviceAccounts ?? []) as Properties[];
  const [policy] = (reply.resourcePolicies ?? []) as string[];
  const accelerators = (reply.guestAccelerators ?? []) as Properties[];
  const extra = disks.filter((disk) => disk !== boot && disk.type !== "SCRATCH");
  const order = ((known.attachedDisks ?? []) as Properties[]).map(({ source }) => lastSegment(String(source)));
  const place = ({ source }: Properties) => order.indexOf(lastSegment(String(source)));
  return {
    ...state,
    instanceId: reply.id,
    machineType: lastSegment(String(reply.machineType)),
    currentStatus: reply.status,
    canIpForward: reply.canIpForward ?? false,
    tags: (reply.tags as Properties).items ?? [],
    tagsFingerprint: (reply.tags as Properties).fingerprint,
    metadata: Object.fromEntries(metadata.map(({ key, value }) => [key, value])),
    metadataFingerprint: (reply.metadata as Properties).fingerprint,
    ...(own && { metadataStartupScript: items.find(({ key }) => key === "startup-script")?.value ?? "" }),
    bootDisk: {
      autoDelete: boot.autoDelete,
      deviceName: boot.deviceName,
      mode: boot.mode,
      source: boot.source,
      guestOsFeatures: ((boot.guestOsFeatures ?? []) as { type: string }[]).map(({ type }) => type),
      ...(before.interface !== undefined && { interface: boot.interface }),
      ...(before.initializeParams !== undefined && { initializeParams: before.initializeParams }),
      ...(before.forceAttach !== undefined && { forceAttach: before.forceAttach }),
    },
    attachedDisks: extra
      .toSorted((a, b) => place(a) - place(b))
      .map(({ source, mode, deviceName }) => ({ source, mode, deviceName })),
    scratchDisks: disks
      .filter(({ type }) => type === "SCRATCH")
      .map((disk) => ({ interface: disk.interface, deviceName: disk.deviceName, size: Number(disk.diskSizeGb) })),
    networkInterfaces: (reply.networkInterfaces as Properties[]).map((nic, index) => decodeInterface(nic, nics[index])),
    ...(account && { serviceAccount: account }),
    enableDisplay: (reply.displayDevice as Properties | undefined)?.enableDisplay ?? false,
    guestAccelerators: accelerators.map(({ acceleratorType, acceleratorCount }) => ({
      type: acceleratorType,
      count: acceleratorCount,
    })),
    resourcePolicies: policy ?? "",
    ...(known.desiredStatus !== undefined && { desiredStatus: reply.status }),
  };
}
