/** What a node pool's nodes are like. */
export interface NodePoolShape {
  name: string;
  /** "e2-standard-8" */
  machineType: string;
  cpus: number;
  memoryBytes: number;
  /** "us-central1-a" */
  zones: string[];
  nodesPerZone: number;
  labels: Record<string, string>;
  /** `effect` as Kubernetes writes it: NoSchedule, PreferNoSchedule or NoExecute. */
  taints: { key: string; value: string; effect: string }[];
  diskGigabytes: number;
}

/** What runs the control planes of clusters. `id`: projects/P/locations/L/clusters/C */
export interface ClusterHost {
  /** Starts a cluster, or does nothing when it runs. `endpoint`: 127.0.0.1:port, the same after a restart. */
  start(id: string): Promise<{ endpoint: string; certificateAuthority: string /* PEM */ }>;
  /** Stops a cluster and removes all of it. */
  remove(id: string): Promise<void>;
  /** Makes, changes or replaces the nodes of a pool until they have its shape. */
  setNodePool(id: string, pool: NodePoolShape): Promise<void>;
  /** Moves what runs on a pool's nodes away, and removes them. */
  removeNodePool(id: string, pool: string): Promise<void>;
  /** Stops all clusters; what they hold stays. */
  stopAll(): Promise<void>;
}
