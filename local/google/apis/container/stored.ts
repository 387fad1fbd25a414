import type { Cloud } from "../../core/cloud.ts";
import type { Document } from "../../core/store.ts";
import { parseRange } from "../compute/ranges.ts";
import { controlPlane, stored } from "./names.ts";

/** A range of a subnetwork: that of the pods, or of the services. The services' may be Google's own, without a name. */
export interface Range {
  name?: string;
  block: string;
}

/** A cluster as it is kept. */
export interface Cluster extends Document {
  /** "projects/p/locations/l/clusters/c": also the ID of its control plane. */
  name: string;
  projectId: string;
  location: string;
  /** 64 hexadecimal digits. */
  id: string;
  createTime: string;
  version: string;
  /** The zones of its nodes, and those of its region. */
  locations: string[];
  zones: string[];
  /** Relative names. */
  network: string;
  subnetwork: string;
  pods: Range;
  services: Range;
  /** The addresses of its endpoints that are no DNS names. */
  addresses: { private: string; public: string };
  /** What it says of itself besides what follows from the other members here. */
  members: Document;
  pools: NodePool[];
  etag: string;
}

/** A node pool as it is kept in its cluster. */
export interface NodePool extends Document {
  name: string;
  config: Document;
  locations: string[];
  version: string;
  initialNodeCount?: number;
  autoscaling?: Autoscaling;
  networkConfig: Document;
  /** Nodes in each zone, without what autoscaling adds. */
  size: number;
  /** Parts of the names of its instance groups, by zone. */
  groups: Record<string, string>;
  /** Since when there are nodes, one for each in a zone. Absent in what was made before this was kept. */
  nodesSince?: string[];
}

/** How a node pool grows and shrinks. */
export interface Autoscaling extends Document {
  enabled?: boolean;
  minNodeCount?: number;
  maxNodeCount?: number;
  totalMinNodeCount?: number;
  totalMaxNodeCount?: number;
}

/** What is known of a cluster's control plane: where it answers, or why there is none. */
export interface ControlPlane {
  endpoint?: string;
  certificateAuthority?: string;
  failure?: string;
}

export const clusterNamed = (cloud: Cloud, name: string): Cluster | undefined => cloud.store.get<Cluster>(stored(name));

export const controlPlaneOf = (cloud: Cloud, cluster: string): ControlPlane =>
  cloud.store.get<ControlPlane>(controlPlane(cluster)) ?? {};

/** The clusters below a relative name: of a project, or of one of its locations. */
export const clustersIn = (cloud: Pick<Cloud, "store">, path: string): Cluster[] =>
  cloud.store.list<Cluster>(stored(`${path}/`)).map(({ document }) => document);

/** Whether nodes have no external addresses. */
export const isPrivate = ({ members }: Cluster): boolean =>
  (members.networkConfig as Document).defaultEnablePrivateNodes === true;

/** Nodes in all of a cluster, without what autoscaling adds. */
export const nodeCount = ({ pools }: Cluster): number =>
  pools.reduce((sum, { size, locations }) => sum + size * locations.length, 0);

/** The part of the pods' range that nodes take up. */
export function podUtilization(cluster: Cluster): number {
  const whole = parseRange(cluster.pods.block)!.size;
  const used = cluster.pools.reduce(
    (sum, { size, locations, podIpv4CidrSize }) => sum + size * locations.length * 2 ** (32 - Number(podIpv4CidrSize)),
    0,
  );
  return Number((used / whole).toFixed(4));
}
