import { createHash } from "node:crypto";
import type { NodePoolShape } from "../google/apis/container/host.ts";
import { kubernetesVersion } from "../toolchain/kubernetes.ts";
import { isSharedCore, nodeResources } from "./allocatable.ts";
import type { KubernetesObject } from "./client.ts";

/** The pods that a node of GKE takes by default. */
const maxPods = 110;
/** The label that says which pool a node is of. */
export const poolLabel = "cloud.google.com/gke-nodepool";
/** Where GKE notes which of a node's labels and taints are those of its pool. */
export const lastLabels = "node.gke.io/last-applied-node-labels";
export const lastTaints = "node.gke.io/last-applied-node-taints";

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

/** A node, as far as it is looked into. */
export interface Node extends KubernetesObject {
  spec: { podCIDR?: string; taints?: Taint[]; unschedulable?: boolean };
  status: {
    capacity: Record<string, string>;
    allocatable: Record<string, string>;
    addresses?: { type: string; address: string }[];
    conditions?: { type: string; status: string }[];
  };
}

const hash = (text: string, length: number): string => createHash("sha256").update(text).digest("hex").slice(0, length);

/** The names of a pool's nodes with their zones. What GKE makes new nodes for is part of the name. */
export function nodeNames(cluster: string, pool: NodePoolShape): Map<string, string> {
  const made = hash(JSON.stringify([pool.machineType, pool.cpus, pool.memoryBytes, pool.diskGigabytes]), 8);
  const names = new Map<string, string>();
  for (const zone of pool.zones) {
    for (let index = 0; index < pool.nodesPerZone; index++) {
      const name = `gke-${cluster}-${pool.name}`.slice(0, 40).replace(/-$/, "");
      names.set(`${name}-${made}-${hash(`${zone}/${index}`, 4)}`, zone);
    }
  }
  return names;
}

/** The labels that GKE gives a node, with those of its pool. */
export function labelsOf(name: string, zone: string, pool: NodePoolShape): Record<string, string> {
  const region = zone.replace(/-[a-z]$/, "");
  return {
    ...pool.labels,
    "beta.kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/instance-type": pool.machineType,
    "beta.kubernetes.io/os": "linux",
    "cloud.google.com/gke-container-runtime": "containerd",
    "cloud.google.com/gke-max-pods-per-node": String(maxPods),
    [poolLabel]: pool.name,
    "cloud.google.com/gke-os-distribution": "cos",
    "cloud.google.com/machine-family": pool.machineType.split("-")[0]!,
    "failure-domain.beta.kubernetes.io/region": region,
    "failure-domain.beta.kubernetes.io/zone": zone,
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": pool.machineType,
    "topology.gke.io/zone": zone,
    "topology.kubernetes.io/region": region,
    "topology.kubernetes.io/zone": zone,
  };
}

/** What is noted of a pool's own labels and taints, to know later which to take away. */
export const annotationsOf = (pool: NodePoolShape): Record<string, string> => ({
  [lastLabels]: Object.entries(pool.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(","),
  [lastTaints]: pool.taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`).join(","),
});

function quantities({ milliCpu, memory, storage }: { milliCpu: number; memory: number; storage: number }) {
  return {
    cpu: `${milliCpu}m`,
    memory: `${Math.floor(memory / 1024)}Ki`,
    "ephemeral-storage": `${Math.floor(storage / 1024)}Ki`,
    pods: String(maxPods),
  };
}

/** The address of the node that has a range of pod addresses: 10.8.1.0/24 is that of 10.128.0.3. */
function addressFor(podCIDR: string): string {
  const [, second, third] = podCIDR.split(".").map(Number) as [number, number, number];
  const index = (second - 8) * 256 + third + 2;
  return `10.128.${index >> 8}.${index & 255}`;
}

/** A node as its kubelet registers it. */
export function nodeObject(project: string, name: string, zone: string, pool: NodePoolShape, podCIDR: string): object {
  const resources = nodeResources(pool.machineType, pool.cpus, pool.memoryBytes, pool.diskGigabytes);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: labelsOf(name, zone, pool), annotations: annotationsOf(pool) },
    spec: { podCIDR, podCIDRs: [podCIDR], providerID: `gce://${project}/${zone}/${name}`, taints: pool.taints },
    status: {
      capacity: quantities(resources.capacity),
      allocatable: quantities(resources.allocatable),
      addresses: [
        { type: "InternalIP", address: addressFor(podCIDR) },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "containerd://2.1.3",
        kernelVersion: "6.12.46+",
        kubeProxyVersion: "",
        kubeletVersion: `v${kubernetesVersion}`,
        machineID: "",
        operatingSystem: "linux",
        osImage: "Container-Optimized OS from Google",
        systemUUID: "",
      },
    },
  };
}

/** What says how many persistent disks a node takes besides its own. */
export function storageOfNode(project: string, node: Node, zone: string, machineType: string): object {
  const { name, uid } = node.metadata;
  const count = isSharedCore(machineType) ? 15 : 127;
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSINode",
    metadata: { name, ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid }] },
    spec: {
      drivers: [
        {
          name: "pd.csi.storage.gke.io",
          nodeID: `projects/${project}/zones/${zone}/instances/${name}`,
          topologyKeys: ["topology.gke.io/zone"],
          allocatable: { count },
        },
      ],
    },
  };
}
