import { shortName } from "../../apis/compute/links.ts";
import { regionOf } from "../../apis/compute/places.ts";
import { nodesPerZone } from "../../apis/container/node-pool-views.ts";
import { type Cluster, clustersIn, isPrivate } from "../../apis/container/stored.ts";
import type { Document } from "../../core/store.ts";
import { diskThing, type Outgoing } from "./compute.ts";
import type { Found, Placed, Sources } from "./placed.ts";

/** What GKE adds to the labels of what belongs to a cluster. */
const clusterLabels = (cluster: Cluster): Record<string, string> => ({
  ...((cluster.members.resourceLabels ?? {}) as Record<string, string>),
  "goog-k8s-cluster-location": cluster.location,
  "goog-k8s-cluster-name": shortName(cluster.name),
});

/** Clusters with the machines and boot disks of their nodes, and what those need to get out. */
export function containerThings({ store, project }: Sources): Found & { outgoing: Outgoing[] } {
  const clusters = clustersIn({ store }, `projects/${project}/locations`);
  const placed: Placed[] = [];
  const unknown: string[] = [];
  const outgoing: Outgoing[] = [];
  for (const cluster of clusters) {
    const zonal = cluster.location !== regionOf(cluster.location);
    const region = regionOf(cluster.location);
    const labels = clusterLabels(cluster);
    placed.push({ region, ...(zonal && { zone: cluster.location }), labels, thing: { kind: "cluster", zonal } });
    for (const pool of cluster.pools) {
      const own = { ...labels, ...((pool.config.resourceLabels ?? {}) as Record<string, string>) };
      const count = nodesPerZone(pool);
      if (count === 0) continue;
      if (isPrivate(cluster)) outgoing.push({ network: cluster.network, region, count: count * pool.locations.length });
      for (const zone of pool.locations) {
        const at = { region, zone, labels: { ...own, "goog-k8s-node-pool-name": pool.name } };
        const node = nodeThings(pool.config, !isPrivate(cluster)).map((thing): Placed => ({ ...at, thing }));
        for (let each = 0; each < count; each++) placed.push(...node);
      }
      if (!diskThing("disk", pool.config.diskType, 1)) unknown.push(`${cluster.name}/nodePools/${pool.name}`);
    }
  }
  return { placed, unknown, outgoing };
}

/** What a node is made of. */
function nodeThings(config: Document, external: boolean): Placed["thing"][] {
  const spot = config.spot === true || config.preemptible === true;
  const disk = diskThing("disk", config.diskType, Number(config.diskSizeGb));
  return [
    { kind: "machine", machineType: String(config.machineType), ...(spot && { spot }) },
    ...(disk ? [disk] : []),
    ...(external ? [{ kind: "address", use: spot ? "spot-machine" : "machine" } as const] : []),
  ];
}
