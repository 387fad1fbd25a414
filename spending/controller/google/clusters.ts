import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterManagerClient, protos } from "@google-cloud/container";
import { inParallel } from "../../../google/inventory/parallel.ts";
import type { NodePoolBefore } from "../../limits/state.ts";
import type { World } from "../world.ts";
import { type ComputeClients, unlessDisabled } from "./compute.ts";
import { lazily } from "./lazily.ts";
import { clientOptions } from "./options.ts";
import { asking, askingFor, Refusal } from "./refusal.ts";

type Client = ClusterManagerClient;
export type Cluster = protos.google.container.v1.ICluster;
type Pool = protos.google.container.v1.INodePool;
type Operation = protos.google.container.v1.IOperation;

/** Kubernetes Engine's client, loaded when it is needed. */
export const containerClient = (environment: NodeJS.ProcessEnv): (() => Promise<Client>) =>
  lazily(async () => {
    const { ClusterManagerClient } = await import("@google-cloud/container");
    return new ClusterManagerClient(clientOptions("container.googleapis.com", environment));
  });

/** The clusters of a project, wherever they are. */
export async function clustersIn(client: Client, project: string): Promise<Cluster[]> {
  const what = `the clusters of ${project}`;
  return unlessDisabled(
    asking(what, async () => {
      const [{ clusters, missingZones }] = await client.listClusters({ parent: `projects/${project}/locations/-` });
      // A list with holes would be taken for nothing that runs there.
      if (missingZones?.length) throw new Refusal(what, 503, `no answer from ${missingZones.join(", ")}`, undefined);
      return clusters ?? [];
    }),
  );
}

const isDone = ({ status }: Operation) => status === "DONE" || status === 3;

/** How long a change of a node pool may take, in milliseconds: nodes are drained first. */
const patience = 420_000;

async function finished(client: Client, what: string, at: string, operation: Operation): Promise<void> {
  let current = operation;
  let pause = 200;
  for (const end = Date.now() + patience; !isDone(current); ) {
    if (Date.now() > end) throw new Refusal(what, 504, "it takes longer than seven minutes", undefined);
    await sleep(pause);
    pause = Math.min(pause * 2, 5_000);
    [current] = await asking(what, () => client.getOperation({ name: `${at}/operations/${operation.name}` }));
  }
  if (current.error?.message) throw new Refusal(what, 400, current.error.message, current.error);
}

/**
 * Changes a cluster, which is done to it one change at a time: while another is under way it is refused, and waits.
 * What was begun by a request whose answer was lost is asked for again, which does no harm.
 */
async function change(client: Client, what: string, at: string, begin: () => Promise<[Operation, ...unknown[]]>) {
  let pause = 500;
  for (const end = Date.now() + patience; ; ) {
    try {
      const [operation] = await asking(what, begin);
      return await finished(client, what, at, operation);
    } catch (error) {
      const busy = error instanceof Refusal && error.status === 400 && /operation|reconcil/i.test(error.message);
      if (!busy || Date.now() > end) throw error;
      await sleep(pause);
      pause = Math.min(pause * 2, 10_000);
    }
  }
}

function poolBefore(cluster: Cluster, pool: Pool, nodes: number): NodePoolBefore {
  const { enabled, minNodeCount, maxNodeCount, totalMinNodeCount, totalMaxNodeCount } = pool.autoscaling ?? {};
  const scaling = { minNodeCount, maxNodeCount, totalMinNodeCount, totalMaxNodeCount };
  return {
    cluster: String(cluster.name),
    location: String(cluster.location),
    name: String(pool.name),
    nodes,
    ...(enabled && { autoscaling: Object.fromEntries(Object.entries(scaling).filter(([, value]) => value)) }),
  };
}

/** How many machines a pool's group in a zone is to have, by the links of its groups. */
async function nodesPerZone(compute: ComputeClients, project: string, { instanceGroupUrls }: Pool): Promise<number> {
  const sizes = await inParallel(instanceGroupUrls ?? [], 3, async (url) => {
    const [, zone = "", name = ""] = /\/zones\/([^/]+)\/instanceGroupManagers\/([^/]+)$/.exec(url) ?? [];
    const request = { project, zone, instanceGroupManager: name };
    const found = await askingFor(`the nodes in ${name}`, () => compute.groups.get(request));
    return Number(found?.[0].targetSize ?? 0);
  });
  return Math.max(0, ...sizes);
}

/** Clusters through Google's own clients. Kubernetes Engine doesn't tell how many nodes a pool has: its groups do. */
export function clustersOf(
  clients: () => Promise<Client>,
  compute: () => Promise<ComputeClients>,
): Pick<World, "nodePools" | "emptyNodePool"> {
  return {
    async nodePools(project) {
      const clusters = await clustersIn(await clients(), project);
      const pools = clusters.flatMap((cluster) => (cluster.nodePools ?? []).map((pool) => ({ cluster, pool })));
      if (pools.length === 0) return [];
      const machines = await compute();
      const found = await inParallel(pools, 4, async ({ cluster, pool }) =>
        poolBefore(cluster, pool, await nodesPerZone(machines, project, pool)),
      );
      return found.filter(({ nodes, autoscaling }) => nodes > 0 || autoscaling);
    },

    async emptyNodePool(project, { cluster, location, name: pool }) {
      const client = await clients();
      const at = `projects/${project}/locations/${location}`;
      const name = `${at}/clusters/${cluster}/nodePools/${pool}`;
      const what = `emptying the node pool ${pool} of ${cluster} in ${project}`;
      try {
        // First: an autoscaler would fill what was emptied.
        await change(client, what, at, () => client.setNodePoolAutoscaling({ name, autoscaling: { enabled: false } }));
        await change(client, what, at, () => client.setNodePoolSize({ name, nodeCount: 0 }));
      } catch (error) {
        // Gone meanwhile is as good as empty.
        if (!(error instanceof Refusal && error.status === 404)) throw error;
      }
    },
  };
}
