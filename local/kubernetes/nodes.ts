import { setTimeout as sleep } from "node:timers/promises";
import type { NodePoolShape } from "../google/apis/container/host.ts";
import type { KubernetesClient } from "./client.ts";
import { deleteAtOnce, evictPods, podsOn } from "./eviction.ts";
import {
  annotationsOf,
  labelsOf,
  lastLabels,
  lastTaints,
  type Node,
  nodeNames,
  nodeObject,
  poolLabel,
  storageOfNode,
} from "./node-objects.ts";

/** Milliseconds that new nodes may take to become ready. */
const readyLimit = 60_000;
const nodesPath = "/api/v1/nodes";

/** The nodes of one cluster. */
export class Nodes {
  readonly #client: KubernetesClient;
  readonly #project: string;
  readonly #cluster: string;
  #last: Promise<void> = Promise.resolve();

  /** `id`: projects/P/locations/L/clusters/C */
  constructor(client: KubernetesClient, id: string) {
    this.#client = client;
    [, this.#project, , , , this.#cluster] = id.split("/") as [string, string, string, string, string, string];
  }

  /** Makes a pool's nodes have its shape, and returns when they are ready: new ones come before old ones go. */
  set = (pool: NodePoolShape): Promise<void> => this.#inTurn(() => this.#set(pool));

  /** Removes a pool's nodes; what runs on them moves to others. */
  remove = (pool: string): Promise<void> => this.#inTurn(() => this.#remove(pool));

  /** Pools share the ranges of pod addresses: one is changed at a time. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #set(pool: NodePoolShape): Promise<void> {
    const all = await this.#list();
    const there = new Map(all.map((node) => [node.metadata.name, node]));
    const wanted = nodeNames(this.#cluster, pool);
    const ranges = new Set(all.map(({ spec }) => spec.podCIDR));
    for (const [name, zone] of wanted) {
      const node = there.get(name);
      if (node) await this.#update(node, zone, pool);
      else await this.#create(name, zone, pool, nextRange(ranges));
    }
    await this.#ready(new Set(wanted.keys()));
    const old = all.filter(({ metadata }) => metadata.labels?.[poolLabel] === pool.name && !wanted.has(metadata.name));
    await this.#drain(old);
  }

  async #remove(pool: string): Promise<void> {
    await this.#drain((await this.#list()).filter(({ metadata }) => metadata.labels?.[poolLabel] === pool));
  }

  #list = async (): Promise<Node[]> => (await this.#client.get<{ items: Node[] }>(nodesPath)).items;

  async #create(name: string, zone: string, pool: NodePoolShape, podCIDR: string): Promise<void> {
    const node = await this.#client.create<Node>(nodesPath, nodeObject(this.#project, name, zone, pool, podCIDR));
    const storage = storageOfNode(this.#project, node, zone, pool.machineType);
    await this.#client.apply(`/apis/storage.k8s.io/v1/csinodes/${name}`, storage);
  }

  /** Labels and taints change on the nodes that are there. Those that aren't the pool's stay. */
  async #update(node: Node, zone: string, pool: NodePoolShape): Promise<void> {
    const { name, annotations = {} } = node.metadata;
    const before = (annotation: string) => (annotations[annotation] ?? "").split(",").filter(Boolean);
    const gone = before(lastLabels).map((label) => [label.split("=")[0]!, null]);
    const labels = { ...Object.fromEntries(gone), ...labelsOf(name, zone, pool) };
    const old = new Set(before(lastTaints));
    const others = (node.spec.taints ?? []).filter(
      ({ key, value = "", effect }) => !old.has(`${key}=${value}:${effect}`),
    );
    await this.#client.patch(`${nodesPath}/${name}`, {
      metadata: { labels, annotations: annotationsOf(pool) },
      spec: { taints: [...others, ...pool.taints] },
    });
  }

  async #ready(names: Set<string>): Promise<void> {
    for (const start = Date.now(); Date.now() - start < readyLimit; await sleep(20)) {
      const late = (await this.#list()).filter(
        ({ metadata, spec, status }) =>
          names.has(metadata.name) &&
          (!status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ||
            spec.taints?.some(({ key }) => key === "node.kubernetes.io/not-ready")),
      );
      if (late.length === 0) return;
    }
    throw new Error(`The nodes of the local Kubernetes were not ready in ${readyLimit / 1000} s.`);
  }

  /** Takes nodes out of use one after the other, as GKE does: what they run moves to others. */
  async #drain(nodes: Node[]): Promise<void> {
    for (const { metadata } of nodes) {
      await this.#client.patch(`${nodesPath}/${metadata.name}`, { spec: { unschedulable: true } });
    }
    for (const { metadata } of nodes) {
      await evictPods(this.#client, metadata.name);
      await this.#client.remove(`${nodesPath}/${metadata.name}`);
      // Those of DaemonSets, and those that came by name: nobody else would miss them for a minute.
      for (const pod of await podsOn(this.#client, metadata.name)) await deleteAtOnce(this.#client, pod);
    }
  }
}

/** The next range of pod addresses that no node has, which it then counts as taken. */
function nextRange(taken: Set<string | undefined>): string {
  for (let index = 0; index < 1024; index++) {
    const range = `10.${8 + (index >> 8)}.${index & 255}.0/24`;
    if (taken.has(range)) continue;
    taken.add(range);
    return range;
  }
  throw new Error("The local Kubernetes has no pod addresses left: 1024 nodes are the most.");
}
