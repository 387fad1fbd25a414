import type { Properties } from "../../grpc/values.ts";
import { present } from "./compute-instance-encode.ts";

type Maybe = Properties | undefined;

const upper = (value: unknown): boolean | undefined =>
  value === undefined || value === "" ? undefined : String(value).toUpperCase() === "TRUE";

/** How kubelets are set up, as the API takes it. */
const kubelet = (config: Maybe): Maybe =>
  config &&
  present({
    ...config,
    insecureKubeletReadonlyPortEnabled: upper(config.insecureKubeletReadonlyPortEnabled),
    podPidsLimit: config.podPidsLimit === undefined ? undefined : String(config.podPidsLimit),
  });

/** A variant of the logging agent, as the API takes it. */
const logging = (variant: unknown): Maybe =>
  variant === undefined || variant === "" ? undefined : { variantConfig: { variant } };

const bootDisk = (disk: Maybe): Maybe =>
  disk && present({ diskType: disk.diskType, sizeGb: disk.sizeGb === undefined ? undefined : String(disk.sizeGb) });

const accelerators = (list: unknown): unknown =>
  (list as Properties[] | undefined)?.map(({ type, count }) => ({
    acceleratorType: String(type).split("/").at(-1),
    acceleratorCount: String(count),
  }));

/** The configuration of nodes, as the API takes it. */
export function encodeNodeConfig(config: Maybe): Maybe {
  if (!config) return undefined;
  const { loggingVariant, kubeletConfig, guestAccelerators, bootDisk: disk, effectiveTaints: _, ...same } = config;
  return present({
    ...same,
    loggingConfig: logging(loggingVariant),
    kubeletConfig: kubelet(kubeletConfig as Maybe),
    accelerators: accelerators(guestAccelerators),
    bootDisk: bootDisk(disk as Maybe),
  });
}

const withoutGoogles = (labels: unknown): Properties =>
  Object.fromEntries(Object.entries((labels ?? {}) as Properties).filter(([key]) => !key.startsWith("goog-gke-")));

/** The properties of a node's configuration by the API's reply. `known`: those before. */
export function decodeNodeConfig(reply: Maybe, known: Maybe): Maybe {
  if (!reply) return undefined;
  const kubeletConfig = reply.kubeletConfig as Maybe;
  const port = kubeletConfig?.insecureKubeletReadonlyPortEnabled;
  const variant = (reply.loggingConfig as Maybe)?.variantConfig as Maybe;
  const taints = ((reply.taints ?? []) as Properties[]).map(({ key, value = "", effect }) => ({ key, value, effect }));
  const asked = known?.taints !== undefined || known === undefined;
  const disk = reply.bootDisk as Maybe;
  return present({
    ...reply,
    diskSizeGb: reply.diskSizeGb,
    loggingVariant: variant?.variant ?? "DEFAULT",
    kubeletConfig:
      kubeletConfig &&
      present({
        ...kubeletConfig,
        insecureKubeletReadonlyPortEnabled: port === undefined ? undefined : String(port).toUpperCase(),
        podPidsLimit: kubeletConfig.podPidsLimit === undefined ? undefined : Number(kubeletConfig.podPidsLimit),
      }),
    bootDisk: disk && { ...disk, sizeGb: Number(disk.sizeGb) },
    guestAccelerators: ((reply.accelerators ?? []) as Properties[]).map((each) => ({
      type: each.acceleratorType,
      count: Number(each.acceleratorCount),
    })),
    resourceLabels: withoutGoogles(reply.resourceLabels),
    labels: reply.labels ?? {},
    taints: asked ? taints : undefined,
    effectiveTaints: taints,
    preemptible: reply.preemptible ?? false,
    spot: reply.spot ?? false,
    localSsdCount: reply.localSsdCount ?? 0,
  });
}

/** The requests that change nodes where they are: what each sends of the configuration, by the properties it is about. */
export const nodeChanges: [properties: string[], body: (config: Properties) => Properties][] = [
  [
    ["machineType", "diskSizeGb", "diskType", "bootDisk"],
    ({ machineType, diskSizeGb, diskType, bootDisk: disk }) => ({
      machineType,
      diskSizeGb: diskSizeGb === undefined ? undefined : String(diskSizeGb),
      diskType,
      bootDisk: bootDisk(disk as Maybe),
    }),
  ],
  [["imageType"], ({ imageType }) => ({ imageType })],
  [["labels"], ({ labels }) => ({ labels: { labels: labels ?? {} } })],
  [["taints"], ({ taints }) => ({ taints: { taints: taints ?? [] } })],
  [["tags"], ({ tags }) => ({ tags: { tags: tags ?? [] } })],
  [["resourceLabels"], ({ resourceLabels }) => ({ resourceLabels: { labels: resourceLabels ?? {} } })],
  [["workloadMetadataConfig"], ({ workloadMetadataConfig }) => ({ workloadMetadataConfig })],
  [["kubeletConfig"], ({ kubeletConfig }) => ({ kubeletConfig: kubelet(kubeletConfig as Maybe) ?? {} })],
  [["linuxNodeConfig"], ({ linuxNodeConfig }) => ({ linuxNodeConfig: linuxNodeConfig ?? {} })],
  [["loggingVariant"], ({ loggingVariant }) => ({ loggingConfig: logging(loggingVariant) })],
  [["gcfsConfig"], ({ gcfsConfig }) => ({ gcfsConfig })],
  [["gvnic"], ({ gvnic }) => ({ gvnic })],
  [["confidentialNodes"], ({ confidentialNodes }) => ({ confidentialNodes })],
];
