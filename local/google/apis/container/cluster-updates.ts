import type { Call } from "../../core/call.ts";
import { uuid } from "../../core/identifiers.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { updated, withMembers } from "./cluster-changes.ts";
import { labels, maintenance } from "./cluster-parts.ts";
import { idleClusterOf } from "./clusters.ts";
import { failedPrecondition } from "./errors.ts";
import { overlaid, shownAs } from "./json.ts";
import { placeOf, stored, versions } from "./names.ts";
import { shapeOf, withTimes } from "./node-pool-views.ts";
import { type OperationType, operate } from "./operations.ts";
import { type Cluster, clusterNamed, type NodePool } from "./stored.ts";

const typeOf = (update: Document): OperationType =>
  update.desiredMasterVersion ? "UPGRADE_MASTER" : update.desiredNodeVersion ? "UPGRADE_NODES" : "UPDATE_CLUSTER";

/** Starts the operation that ends with a changed cluster. `shapes`: the pools whose nodes change; `fresh`: a new one. */
export function change(
  call: Call,
  next: Cluster,
  {
    type,
    pool,
    shapes = [],
    fresh,
    method,
  }: { type: OperationType; pool?: string; shapes?: NodePool[]; fresh?: string; method: string },
): Document {
  const before = clusterNamed(call.cloud, next.name);
  const now = call.cloud.clock.timestamp(0);
  const timed = (each: NodePool) =>
    withTimes(
      each,
      before?.pools.find(({ name }) => name === each.name && name !== fresh),
      next.createTime,
      now,
    );
  const kept = { ...next, pools: next.pools.map(timed) };
  return operate(call, placeOf(call), next.name, {
    type,
    target: pool === undefined ? next.name : `${next.name}/nodePools/${pool}`,
    method,
    put: [[stored(next.name), kept]],
    ...(shapes.length > 0 && { task: { does: "shape", pools: shapes.map(shapeOf) } }),
  });
}

function update(call: Call): Document {
  const cluster = idleClusterOf(call);
  const asked = (call.body.update ?? {}) as Document;
  const next = updated(call, cluster, asked);
  const reshaped = asked.desiredLocations || asked.desiredNodePoolAutoscaling;
  const pool = asked.desiredNodePoolId as string | undefined;
  return change(call, next, {
    type: typeOf(asked),
    ...(pool && { pool }),
    shapes: reshaped ? next.pools.filter(({ name }) => !pool || name === pool) : [],
    method: "projects.locations.clusters.update",
  });
}

/** Labels are changed by whoever knows those that there are. */
function setResourceLabels(call: Call): Document {
  const cluster = idleClusterOf(call);
  const { labelFingerprint, resourceLabels } = call.body;
  if (labelFingerprint !== cluster.members.labelFingerprint) {
    throw failedPrecondition("Labels could not be set due to fingerprint mismatch.");
  }
  const { resourceLabels: _, ...members } = cluster.members;
  return change(
    call,
    { ...cluster, members: { ...members, ...labels(resourceLabels) }, etag: uuid() },
    {
      type: "UPDATE_CLUSTER",
      method: "projects.locations.clusters.setResourceLabels",
    },
  );
}

function setMaintenancePolicy(call: Call): Document {
  const cluster = idleClusterOf(call);
  const asked = (call.body.maintenancePolicy ?? {}) as Document;
  const current = cluster.members.maintenancePolicy as Document;
  if (asked.resourceVersion !== undefined && asked.resourceVersion !== current.resourceVersion) {
    throw failedPrecondition(
      "The maintenance policy has been changed since it was read: its resource version differs.",
    );
  }
  return change(call, withMembers(cluster, { maintenancePolicy: maintenance(asked) }), {
    type: "UPDATE_CLUSTER",
    method: "projects.locations.clusters.setMaintenancePolicy",
  });
}

/** A method of its own for what an update can change too. */
const setter = (verb: string, toUpdate: (body: Document) => Document): Route[] =>
  versions(`projects.locations.clusters.${verb}`, "POST", `${path}:${verb}`, (call) => {
    call.body = { update: toUpdate(call.body) };
    return update(call);
  });

const path = "/projects/{project}/locations/{location}/clusters/{cluster}";

/** Settings that have no part in an update. */
function setDirectly(verb: string, toMembers: (body: Document, members: Document) => Document): Route[] {
  const method = `projects.locations.clusters.${verb}`;
  return versions(method, "POST", `${path}:${verb}`, (call) => {
    const cluster = idleClusterOf(call);
    const next = withMembers(cluster, shownAs(toMembers(call.body, cluster.members)));
    return change(call, next, { type: "UPDATE_CLUSTER", method });
  });
}

function networkPolicy({ networkPolicy: asked = {} }: Document, { addonsConfig }: Document): Document {
  const on = (asked as Document).enabled === true;
  const addons = overlaid(addonsConfig, { networkPolicyConfig: { disabled: !on } });
  return { addonsConfig: addons, networkPolicy: on ? asked : undefined };
}

/** The methods that change clusters. */
export const updateRoutes: Route[] = [
  ...versions("projects.locations.clusters.update", "PUT", path, update),
  ...versions("projects.locations.clusters.setResourceLabels", "POST", `${path}:setResourceLabels`, setResourceLabels),
  ...versions(
    "projects.locations.clusters.setMaintenancePolicy",
    "POST",
    `${path}:setMaintenancePolicy`,
    setMaintenancePolicy,
  ),
  ...setDirectly("setLegacyAbac", ({ enabled: on }) => ({ legacyAbac: { enabled: on === true } })),
  ...setDirectly("setNetworkPolicy", networkPolicy),
  ...setter("setAddons", ({ addonsConfig }) => ({ desiredAddonsConfig: addonsConfig })),
  ...setter("setLocations", ({ locations }) => ({ desiredLocations: locations })),
  ...setter("setLogging", ({ loggingService }) => ({ desiredLoggingService: loggingService })),
  ...setter("setMonitoring", ({ monitoringService }) => ({ desiredMonitoringService: monitoringService })),
  ...setter("updateMaster", ({ masterVersion }) => ({ desiredMasterVersion: masterVersion })),
];
