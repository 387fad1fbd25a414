import { type Call, param } from "../../core/call.ts";
import { uuid } from "../../core/identifiers.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { change } from "./cluster-updates.ts";
import { statusOf } from "./cluster-views.ts";
import { clusterOf, idleClusterOf, zonesFor } from "./clusters.ts";
import { badRequest, missingPool, taken, unknownMember } from "./errors.ts";
import { overlaid, shownAs } from "./json.ts";
import { placeOf, stored, versions } from "./names.ts";
import { nodeConfig, settled } from "./node-config.ts";
import { inZones, upgraded, withPool } from "./node-pool-changes.ts";
import { viewOfPool } from "./node-pool-views.ts";
import { autoscaling, newPool, upgrades } from "./node-pools.ts";
import { type OperationType, operate } from "./operations.ts";
import type { Cluster, NodePool } from "./stored.ts";

function poolOf(call: Call, cluster: Cluster): NodePool {
  const id = param(call, "pool");
  const pool = cluster.pools.find(({ name }) => name === id);
  if (!pool) throw missingPool(id);
  return pool;
}

const view = (call: Call, cluster: Cluster, pool: NodePool) =>
  viewOfPool(call, cluster, pool, statusOf(call, cluster).pool(pool.name));

function create(call: Call): Document {
  const cluster = idleClusterOf(call);
  const asked = (call.body.nodePool ?? {}) as Document;
  const name = `${cluster.name}/nodePools/${asked.name}`;
  if (cluster.pools.some((pool) => pool.name === asked.name)) throw taken(name);
  const pool = newPool(call, cluster, asked);
  // It is there at once, being made; when that fails it stays as it is.
  const next = { ...cluster, pools: [...cluster.pools, pool], etag: uuid() };
  call.cloud.store.put(stored(cluster.name), next);
  return change(call, next, {
    type: "CREATE_NODE_POOL",
    pool: pool.name,
    shapes: [pool],
    fresh: pool.name,
    method: "projects.locations.clusters.nodePools.create",
  });
}

function remove(call: Call): Document {
  const cluster = idleClusterOf(call);
  const gone = poolOf(call, cluster);
  const next = { ...cluster, pools: cluster.pools.filter((pool) => pool !== gone), etag: uuid() };
  return operate(call, placeOf(call), cluster.name, {
    type: "DELETE_NODE_POOL",
    target: `${cluster.name}/nodePools/${gone.name}`,
    method: "projects.locations.clusters.nodePools.delete",
    put: [[stored(cluster.name), next]],
    task: { does: "shape", gone: gone.name },
  });
}

/** What a request changes of nodes' configuration, as the configuration has it: some members are wrapped in requests. */
function configOf(body: Document): Document {
  const { labels, taints, tags, resourceLabels } = body as Record<string, Document | undefined>;
  const plain = Object.fromEntries(Object.entries(body).filter(([name]) => configMembers.has(name)));
  return {
    ...plain,
    ...(labels && { labels: labels.labels ?? {} }),
    ...(taints && { taints: taints.taints ?? [] }),
    ...(tags && { tags: tags.tags ?? [] }),
    ...(resourceLabels && { resourceLabels: resourceLabels.labels ?? {} }),
  };
}

const configMembers = new Set([
  ...["accelerators", "bootDisk", "confidentialNodes", "consolidationDelay", "containerdConfig", "diskSizeGb"],
  ...["diskType", "fastSocket", "flexStart", "gcfsConfig", "gvnic", "imageType", "kubeletConfig", "linuxNodeConfig"],
  ...["loggingConfig", "machineType", "maxRunDuration", "resourceManagerTags", "storagePools", "taintConfig"],
  ...["windowsNodeConfig", "workloadMetadataConfig"],
]);
const wrapped = ["labels", "taints", "tags", "resourceLabels"];
const poolMembers = [
  "locations",
  "nodeDrainConfig",
  "nodeNetworkConfig",
  "nodeVersion",
  "queuedProvisioning",
  "upgradeSettings",
];
const named = [
  "clusterId",
  "etag",
  "image",
  "imageProject",
  "maintenancePolicy",
  "name",
  "nodePoolId",
  "projectId",
  "zone",
];

/** Members of a configuration in which a change replaces the whole; in others, what it doesn't mention stays. */
const replaced = ["labels", "taints", "tags", "resourceLabels", "linuxNodeConfig", "accelerators", "storagePools"];

function reconfigured(call: Call, cluster: Cluster, pool: NodePool, asked: Document): Document {
  const before = Object.fromEntries(
    Object.entries(pool.config).filter(([name]) => !(name in asked && replaced.includes(name))),
  );
  const { bootDisk: _, ...config } = overlaid(before, asked) as Document;
  const boot = (asked.bootDisk ?? {}) as Document;
  const disk = { diskSizeGb: Number(boot.sizeGb ?? config.diskSizeGb), diskType: boot.diskType ?? config.diskType };
  const identity = cluster.members.workloadIdentityConfig !== undefined;
  const { effectiveCgroupMode: __, ...members } = { ...config, ...disk } as Document;
  const context = { zones: pool.locations, workloadPool: identity };
  return settled(nodeConfig(call, members, context));
}

function updated(call: Call, cluster: Cluster, pool: NodePool): NodePool {
  const { body } = call;
  const allowed = [...configMembers, ...wrapped, ...poolMembers, ...named];
  const stranger = Object.keys(body).find((name) => !allowed.includes(name));
  if (stranger) throw unknownMember(stranger, "update_node_pool");
  const config = configOf(body);
  if (Object.keys(config).length === 0 && !poolMembers.some((name) => body[name] !== undefined)) {
    throw badRequest("Must specify a field to update.");
  }
  let next = Object.keys(config).length > 0 ? { ...pool, config: reconfigured(call, cluster, pool, config) } : pool;
  if (body.nodeVersion) next = upgraded(cluster, next, body.nodeVersion);
  if (body.locations) next = inZones(next, zonesFor(placeOf(call), body.locations));
  if (body.upgradeSettings) next = { ...next, upgradeSettings: upgrades(body.upgradeSettings) };
  if (body.nodeNetworkConfig) {
    next = { ...next, networkConfig: shownAs(overlaid(next.networkConfig, body.nodeNetworkConfig)) };
  }
  for (const name of ["nodeDrainConfig", "queuedProvisioning"]) {
    if (body[name]) next = { ...next, [name]: shownAs(body[name]) };
  }
  return next;
}

/** A method that changes one pool. `shape`: whether its nodes change. */
function changes(
  verb: string,
  type: OperationType,
  shape: boolean,
  handle: (call: Call, cluster: Cluster, pool: NodePool) => NodePool,
): Route[] {
  const method = `projects.locations.clusters.nodePools.${verb}`;
  const at = verb === "update" ? one : `${one}:${verb}`;
  return versions(method, verb === "update" ? "PUT" : "POST", at, (call) => {
    const cluster = idleClusterOf(call);
    const pool = poolOf(call, cluster);
    const next = withPool(cluster, pool.name, (each) => handle(call, cluster, each));
    const shapes = shape ? next.pools.filter(({ name }) => name === pool.name) : [];
    return change(call, next, { type, pool: pool.name, shapes, method });
  });
}

const path = "/projects/{project}/locations/{location}/clusters/{cluster}/nodePools";
const one = `${path}/{pool}`;

/** The methods of node pools. */
export const nodePoolRoutes: Route[] = [
  ...versions("projects.locations.clusters.nodePools.create", "POST", path, create),
  ...versions("projects.locations.clusters.nodePools.list", "GET", path, (call) => {
    const cluster = clusterOf(call);
    const nodePools = cluster.pools.map((pool) => view(call, cluster, pool));
    return nodePools.length > 0 ? { nodePools } : {};
  }),
  ...versions("projects.locations.clusters.nodePools.get", "GET", one, (call) => {
    const cluster = clusterOf(call);
    return view(call, cluster, poolOf(call, cluster));
  }),
  ...versions("projects.locations.clusters.nodePools.delete", "DELETE", one, remove),
  ...changes("update", "UPGRADE_NODES", true, updated),
  ...changes("setSize", "SET_NODE_POOL_SIZE", true, (call, _cluster, pool) => {
    const size = Number(call.body.nodeCount ?? 0);
    if (!Number.isInteger(size) || size < 0 || size > 1000)
      throw badRequest(`Invalid node count ${call.body.nodeCount}: must be from 0 to 1000.`);
    return { ...pool, size };
  }),
  ...changes("setAutoscaling", "UPDATE_CLUSTER", true, (call, _cluster, { autoscaling: _, ...pool }) => ({
    ...(pool as NodePool),
    ...autoscaling(call.body.autoscaling, (pool as NodePool).config.spot === true),
  })),
  ...changes("setManagement", "SET_NODE_POOL_MANAGEMENT", false, (call, _cluster, pool) => ({
    ...pool,
    management: shownAs(call.body.management ?? {}),
  })),
];
