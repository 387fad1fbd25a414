import type { Cloud } from "../../core/cloud.ts";
import type { Document } from "../../core/store.ts";
import { documentOf, labelled } from "../compute/documents.ts";
import { link, pacific, stableId } from "../compute/links.ts";
import { zonalPlace } from "../compute/places.ts";
import { instanceGroups } from "./node-pool-views.ts";
import { type Cluster, clustersIn, type NodePool } from "./stored.ts";

/** Four letters and digits, which end the name of a node: always the same for the first of a group, and so on. */
const suffixOf = (text: string): string => BigInt(stableId(text)).toString(36).slice(-4);

const labelsOf = (cluster: Cluster, pool: NodePool): Document => ({
  ...(cluster.members.resourceLabels as Document | undefined),
  ...(pool.config.resourceLabels as Document | undefined),
  "goog-gke-node": "",
  "goog-k8s-cluster-location": cluster.location,
  "goog-k8s-cluster-name": cluster.name.split("/").at(-1)!,
  "goog-k8s-node-pool-name": pool.name,
});

/** The machines that nodes are, and their boot disks. What Kubernetes sees of them is kept by their cluster. */
function nodesOf(cloud: Cloud, cluster: Cluster, pool: NodePool): { machine: Document; disk: Document }[] {
  const times = pool.nodesSince ?? Array.from({ length: pool.size }, () => cluster.createTime);
  const { config } = pool;
  const labels = labelsOf(cluster, pool);
  return instanceGroups(cluster, pool).flatMap(({ zone, base }) =>
    times.map((since, index) => {
      const at = zonalPlace(cluster.projectId, zone);
      const name = `${base}-${suffixOf(`${base}/${since}/${index}`)}`;
      const creationTimestamp = pacific(Date.parse(since));
      const of = (collection: string, singular: string, members: Document): Document => {
        const path = `${at.path}/${collection}/${name}`;
        const document = documentOf(cloud, { singular, collection }, { at, name: path, id: stableId(path) }, members);
        return { ...document, creationTimestamp };
      };
      const disk = of("disks", "disk", {
        ...labelled({}, labels),
        sizeGb: String(config.diskSizeGb),
        status: "READY",
        type: link(`${at.path}/diskTypes/${config.diskType}`),
        users: [link(`${at.path}/instances/${name}`)],
      });
      const machine = of("instances", "instance", {
        ...labelled({}, labels),
        status: "RUNNING",
        machineType: link(`${at.path}/machineTypes/${config.machineType}`),
        disks: [{ boot: true, autoDelete: true, source: disk.selfLink, diskSizeGb: String(config.diskSizeGb) }],
        networkInterfaces: [{ network: link(cluster.network), subnetwork: link(cluster.subnetwork) }],
        scheduling: config.spot === true ? { provisioningModel: "SPOT", preemptible: true } : {},
        lastStartTimestamp: creationTimestamp,
      });
      return { machine, disk };
    }),
  );
}

/** What the nodes of a project's clusters are in Compute Engine, by collection: they are only listed there. */
export function nodeDocuments(cloud: Cloud, project: string, collection: string): Document[] {
  if (collection !== "instances" && collection !== "disks") return [];
  return clustersIn(cloud, `projects/${project}/locations`).flatMap((cluster) =>
    cluster.pools.flatMap((pool) =>
      nodesOf(cloud, cluster, pool).map(({ machine, disk }) => (collection === "instances" ? machine : disk)),
    ),
  );
}
