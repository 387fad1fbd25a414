import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { machineType } from "../compute/catalogue.ts";
import { link as computeLink } from "../compute/links.ts";
import type { NodePoolShape } from "./host.ts";
import { isBeta, link } from "./names.ts";
import type { Cluster, NodePool } from "./stored.ts";

/** The base of a pool's instance names: 32 characters at most of both names, 16 at least for each. */
function baseName(cluster: Cluster, pool: NodePool): string {
  const own = cluster.name.split("/").at(-1)!;
  const second = pool.name.slice(0, Math.max(16, 32 - own.length));
  return `gke-${own.slice(0, 32 - second.length)}-${second}`;
}

/** A pool's instance groups, by zone: their names without "-grp", which is how their instances' names begin too. */
export const instanceGroups = (cluster: Cluster, pool: NodePool): { zone: string; base: string }[] =>
  pool.locations.map((zone) => ({ zone, base: `${baseName(cluster, pool)}-${pool.groups[zone]}` }));

/** Nodes of a pool in each zone: those of its size, or, with autoscaling, at least its least. */
export function nodesPerZone({ size, autoscaling: scaling, locations }: NodePool): number {
  if (!scaling) return size;
  const total = Math.ceil((scaling.totalMinNodeCount ?? 0) / locations.length);
  return Math.max(size, scaling.minNodeCount ?? 0, total);
}

/** A pool that knows since when it has each of its nodes: those that it had before stay, the last ones go first. */
export function withTimes(pool: NodePool, before: NodePool | undefined, made: string, now: string): NodePool {
  const count = nodesPerZone(pool);
  const had = before ? nodesPerZone(before) : 0;
  const known = before?.nodesSince ?? Array.from({ length: had }, () => made);
  return { ...pool, nodesSince: Array.from({ length: count }, (_, index) => known[index] ?? now) };
}

/** A pool as the cluster's host makes it. */
export function shapeOf(pool: NodePool): NodePoolShape {
  const { config } = pool;
  const type = machineType(String(config.machineType))!;
  return {
    name: pool.name,
    machineType: type.name,
    cpus: type.cpus,
    memoryBytes: type.memoryMb * 1024 * 1024,
    zones: pool.locations,
    nodesPerZone: nodesPerZone(pool),
    labels: (config.labels ?? {}) as Record<string, string>,
    taints: ((config.taints ?? []) as Document[]).map(({ key, value = "", effect }) => ({
      key: String(key),
      value: String(value),
      effect: kubernetesEffects[String(effect)] ?? String(effect),
    })),
    diskGigabytes: Number(config.diskSizeGb),
  };
}

/** The effects of taints, in Kubernetes' own words. */
const kubernetesEffects: Record<string, string> = {
  NO_SCHEDULE: "NoSchedule",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
  NO_EXECUTE: "NoExecute",
};

/** Nodes' configuration as it is shown: the older words of how metadata is shielded are the beta's. */
export function viewOfConfig(call: Call, { workloadMetadataConfig, ...config }: Document): Document {
  if (workloadMetadataConfig === undefined) return config;
  const { nodeMetadata: _, ...newer } = workloadMetadataConfig as Document;
  return { ...config, workloadMetadataConfig: isBeta(call) ? workloadMetadataConfig : newer };
}

/** A pool as it is shown. `status`: what is happening to it. `used`: how much of the pods' range nodes take up. */
export function viewOfPool(call: Call, cluster: Cluster, pool: NodePool, status: string, used = 0): Document {
  const { size: _, groups: __, nodesSince: ___, config, networkConfig, ...members } = pool;
  return {
    ...members,
    config: viewOfConfig(call, config),
    networkConfig: { ...networkConfig, ...(used > 0 && { podIpv4RangeUtilization: used }) },
    selfLink: link(call, `${cluster.name}/nodePools/${pool.name}`),
    instanceGroupUrls: instanceGroups(cluster, pool).map(({ zone, base }) =>
      computeLink(`projects/${cluster.projectId}/zones/${zone}/instanceGroupManagers/${base}-grp`),
    ),
    status,
  };
}
