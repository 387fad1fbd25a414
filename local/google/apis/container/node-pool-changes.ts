import { uuid } from "../../core/identifiers.ts";
import { badRequest, missingPool } from "./errors.ts";
import { releaseOf } from "./releases.ts";
import type { Cluster, NodePool } from "./stored.ts";

/** The pools of a cluster, with the one changed that is named. */
export function withPool(cluster: Cluster, id: unknown, change: (pool: NodePool) => NodePool): Cluster {
  if (!cluster.pools.some(({ name }) => name === id)) throw missingPool(String(id));
  const pools = cluster.pools.map((pool) => (pool.name === id ? { ...change(pool), etag: uuid() } : pool));
  return { ...cluster, pools };
}

/** Nodes in other zones: those that are new get instance groups of their own. */
export function inZones(pool: NodePool, locations: string[]): NodePool {
  const groups = Object.fromEntries(locations.map((zone) => [zone, pool.groups[zone] ?? uuid().slice(0, 8)]));
  return { ...pool, locations, groups };
}

/** Nodes of another version, which is never newer than the control plane's. */
export function upgraded(cluster: Cluster, pool: NodePool, asked: unknown): NodePool {
  const version = asked === "-" || !asked ? cluster.version : releaseOf(asked);
  if (Number(version.split(".")[1]) > Number(cluster.version.split(".")[1])) {
    throw badRequest(`Node version "${version}" must not be greater than the master version "${cluster.version}".`);
  }
  return { ...pool, version };
}
