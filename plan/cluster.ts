import type { Kind } from "../spec/schema/organization.ts";
import { type Amount, allocatable, type MachineType, machineTypes } from "./nodes.ts";
import { type Pod, pack } from "./packing.ts";

/** What the pods of one workload ask of a cluster. */
export interface PodRequest {
  workload: string;
  /** How many there are; for one on every node it doesn't count. */
  replicas: number;
  /** Whether every node has one. */
  perNode: boolean;
  /** Of one pod, in thousandths of a core: the sum of its containers. */
  milliCpu: number;
  /** Of one pod. */
  memoryBytes: number;
  /** What one pod writes on the node's own disk. Default: 0. */
  scratchBytes?: number;
  /** Whether a new one runs beside the old one while it is updated. Default: true. */
  rolling?: boolean;
}

/** The nodes of a cluster, as plain data. */
export interface NodePoolPlan {
  name: string;
  machineType: string;
  zones: number;
  /** In each zone, at least. */
  nodesPerZone: number;
  /** In each zone, as far as the autoscaler goes. */
  maximumNodesPerZone: number;
  diskGigabytes: number;
  /** Whether a limit on spending holds it at no nodes at all. */
  empty?: boolean;
}

/** A GKE cluster, as plain data. */
export interface ClusterPlan {
  name: string;
  /** A region, with nodes in three of its zones, or a zone. */
  location: string;
  channel: "RAPID" | "REGULAR" | "STABLE";
  /** When Google may change it: a span of time that comes again (RFC 5545). */
  maintenance: { start: string; end: string; recurrence: string };
  /** The secondary ranges of the subnetwork. */
  ranges: { pods: string; services: string };
  nodePool: NodePoolPlan;
  /** The service account that nodes act as, without the project. */
  serviceAccount: string;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const gigabyte = 10 ** 9;

/** GKE's own pods on a cluster with Dataplane V2: an estimate on the safe side. */
const systemPods: readonly PodRequest[] = [
  { workload: "gke-node", replicas: 1, perNode: true, milliCpu: 450, memoryBytes: 800 * mebibyte },
  { workload: "gke-dns", replicas: 2, perNode: false, milliCpu: 270, memoryBytes: 220 * mebibyte, rolling: false },
  { workload: "gke-others", replicas: 1, perNode: false, milliCpu: 150, memoryBytes: 250 * mebibyte, rolling: false },
];

/** What pods have of a node's disk, after GKE's reservation, and what images take of it. */
const diskShareOfPods = 0.55;
const imageBytes = 40 * gigabyte;
const diskStep = 50;

const sum = (amounts: readonly Amount[]): Amount => ({
  milliCpu: amounts.reduce((total, { milliCpu }) => total + milliCpu, 0),
  memoryBytes: amounts.reduce((total, { memoryBytes }) => total + memoryBytes, 0),
});

/** What a node has for pods besides those that every node has. */
function roomOf(type: MachineType, requests: readonly PodRequest[]): Amount {
  const whole = allocatable(type);
  const taken = sum(requests.filter(({ perNode }) => perNode));
  return { milliCpu: whole.milliCpu - taken.milliCpu, memoryBytes: whole.memoryBytes - taken.memoryBytes };
}

/**
 * Room for one pod more while something is updated, as large as the largest: updates for which there is no room at the
 * same time wait for each other.
 */
function spare(requests: readonly PodRequest[]): Pod[] {
  const rolling = requests.filter(({ perNode, rolling = true }) => rolling && !perNode);
  if (rolling.length === 0) return [];
  const largest = (of: (request: PodRequest) => number) => Math.max(...rolling.map(of));
  return [
    {
      workload: "update",
      milliCpu: largest(({ milliCpu }) => milliCpu),
      memoryBytes: largest(({ memoryBytes }) => memoryBytes),
      scratchBytes: largest(({ scratchBytes = 0 }) => scratchBytes),
    },
  ];
}

/**
 * The pods on each node, when nodes are machines of a type; undefined when one of them is too large for it. GKE's own
 * pods are among them, and room for an update.
 */
export function podsByNode(own: readonly PodRequest[], type: MachineType): Pod[][] | undefined {
  const requests = [...systemPods, ...own];
  const pods = requests
    .filter(({ perNode }) => !perNode)
    .flatMap(({ workload, replicas, milliCpu, memoryBytes, scratchBytes = 0 }) =>
      Array.from({ length: replicas }, () => ({ workload, milliCpu, memoryBytes, scratchBytes })),
    );
  return pack(spare(requests), pods, roomOf(type, requests));
}

/** A disk that holds images and what the pods of the fullest node write on it. */
function diskGigabytes(nodes: readonly Pod[][], requests: readonly PodRequest[]): number {
  const everywhere = requests.filter(({ perNode }) => perNode).map(({ scratchBytes = 0 }) => scratchBytes);
  const written = nodes.map((pods) => [...everywhere, ...pods.map(({ scratchBytes }) => scratchBytes)]);
  const most = Math.max(0, ...written.map((all) => all.reduce((total, bytes) => total + bytes, 0)));
  return Math.ceil((imageBytes + most) / diskShareOfPods / gigabyte / diskStep) * diskStep;
}

/**
 * The cheapest nodes that hold all pods, the same number in each zone; for the same price, the smallest: there is less
 * to lose with one, and less to add.
 * @throws RangeError when a pod is too large for every type of machine.
 */
export function nodePoolPlan(requests: readonly PodRequest[], zones: number): NodePoolPlan {
  const choices = machineTypes.flatMap((type) => {
    const nodes = podsByNode(requests, type);
    if (!nodes) return [];
    const nodesPerZone = Math.ceil(nodes.length / zones);
    return [{ type, nodes, nodesPerZone, price: nodesPerZone * zones * type.price }];
  });
  const [best] = choices.toSorted((a, b) => a.price - b.price || b.nodesPerZone - a.nodesPerZone);
  if (!best) {
    const largest = requests.toSorted((a, b) => b.memoryBytes - a.memoryBytes || b.milliCpu - a.milliCpu)[0]!;
    const asked = `${largest.milliCpu / 1000} cores and ${largest.memoryBytes / gibibyte} GiB`;
    throw new RangeError(`no machine is large enough for every pod; ${largest.workload} asks for ${asked}`);
  }
  const { type, nodes, nodesPerZone } = best;
  return {
    name: "main",
    machineType: type.name,
    zones,
    nodesPerZone,
    maximumNodesPerZone: nodesPerZone + Math.max(1, Math.ceil(nodesPerZone / 4)),
    diskGigabytes: diskGigabytes(nodes, requests),
  };
}

const atWeekends = {
  start: "2026-01-03T02:00:00Z",
  end: "2026-01-03T08:00:00Z",
  recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
};
const atNight = { start: "2026-01-01T03:00:00Z", end: "2026-01-01T07:00:00Z", recurrence: "FREQ=DAILY" };

const channels = { rapid: "RAPID", regular: "REGULAR", stable: "STABLE" } as const;

/** The cluster of an environment: in production in three zones, with versions that others have tried. */
export function clusterPlan(kind: Kind, region: string, requests: readonly PodRequest[]): ClusterPlan {
  const production = kind.tier === "production";
  const regional = (kind.cluster?.availability ?? (production ? "regional" : "zonal")) === "regional";
  return {
    name: "sourcegraph",
    location: regional ? region : `${region}-b`,
    channel: channels[kind.cluster?.channel ?? (production ? "regular" : "rapid")],
    maintenance: production ? atWeekends : atNight,
    ranges: { pods: "pods", services: "services" },
    nodePool: nodePoolPlan(requests, regional ? 3 : 1),
    serviceAccount: "sourcegraph-nodes",
  };
}
