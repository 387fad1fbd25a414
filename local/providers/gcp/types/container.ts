import type { ResourceType } from "../core/resource.ts";
import { cluster } from "./container-cluster.ts";
import { nodePool } from "./container-node-pool.ts";

export const container: ResourceType[] = [cluster, nodePool];
