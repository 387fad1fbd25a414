import { type Call, param, projectOf } from "../../core/call.ts";
import { hexadecimal, uuid } from "../../core/identifiers.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { nameIn, requireReady } from "../compute/documents.ts";
import { holding, takeExternalAddress } from "../compute/external.ts";
import { newMembers } from "./cluster-members.ts";
import { viewOfCluster } from "./cluster-views.ts";
import { badRequest, missingCluster, taken } from "./errors.ts";
import { shownAs } from "./json.ts";
import { controlPlane, type Place, placeOf, stored, usualZones, versions } from "./names.ts";
import { shapeOf } from "./node-pool-views.ts";
import { newPool } from "./node-pools.ts";
import { operate, requireIdle } from "./operations.ts";
import { networkFor, prepareSubnetwork, privateAddress, rangesFor } from "./ranges.ts";
import { releaseOf } from "./releases.ts";
import { type Cluster, clusterNamed, clustersIn } from "./stored.ts";

/** The cluster that a request's path names. */
export function clusterOf(call: Call): Cluster {
  const name = `${placeOf(call).path}/clusters/${param(call, "cluster")}`;
  const cluster = clusterNamed(call.cloud, name);
  if (!cluster) throw missingCluster(name);
  return cluster;
}

/** The cluster that a request changes, with which no operation is under way. */
export function idleClusterOf(call: Call): Cluster {
  requireIdle(call, clusterOf(call).name);
  return clusterOf(call);
}

const namePattern = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;

/** The zones of a cluster's nodes, as asked for. */
export function zonesFor(place: Place, asked: unknown): string[] {
  const zones = (asked ?? []) as string[];
  for (const zone of zones) {
    if (!place.zones.includes(zone)) throw badRequest(`Location "${zone}" is not in region "${place.region}".`);
  }
  if (zones.length === 0) return usualZones(place);
  const own = place.location !== place.region && !zones.includes(place.location) ? [place.location] : [];
  return [...own, ...zones];
}

function create(call: Call): Document {
  const place = placeOf(call);
  const asked = (call.body.cluster ?? {}) as Document;
  const id = String(asked.name ?? "");
  if (!namePattern.test(id)) {
    throw badRequest(
      `Invalid value for field "cluster.name": "${id}". Must be a match of regex (?:[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?).`,
    );
  }
  const name = `${place.path}/clusters/${id}`;
  if (clusterNamed(call.cloud, name)) throw taken(name);
  const pools = (asked.nodePools ?? []) as Document[];
  if (pools.length === 0 && !(Number(asked.initialNodeCount) > 0)) {
    throw badRequest("Cluster.initial_node_count must be greater than zero.");
  }
  const version = releaseOf(asked.initialClusterVersion);
  const { network, subnetwork } = networkFor(call, place, asked);
  requireReady(call.cloud, nameIn(subnetwork));
  const policy = (asked.ipAllocationPolicy ?? {}) as Document;
  const fingerprint = hexadecimal(64);
  const key = { id: fingerprint, cluster: id };
  const inOldWords = asked.clusterIpv4Cidr ? { clusterIpv4CidrBlock: asked.clusterIpv4Cidr } : {};
  const { made, ...ranges } = rangesFor(call, key, subnetwork, { ...inOldWords, ...policy });
  const cluster: Cluster = {
    name,
    projectId: place.projectId,
    location: place.location,
    id: fingerprint,
    createTime: call.cloud.clock.timestamp(0).replace("Z", "+00:00"),
    version,
    locations: zonesFor(place, asked.locations),
    zones: place.zones,
    network: nameIn(network),
    subnetwork: nameIn(subnetwork),
    ...ranges,
    addresses: { private: privateAddress(call, subnetwork), public: takeExternalAddress(call.cloud, name) },
    members: {
      ...newMembers(call, asked, version),
      initialClusterVersion: version,
      ...(Number(asked.initialNodeCount) > 0 && { initialNodeCount: Number(asked.initialNodeCount) }),
      ipAllocationPolicy: {
        ...shownAs({
          additionalPodRangesConfig: policy.additionalPodRangesConfig,
          autoIpamConfig: policy.autoIpamConfig,
        }),
        networkTierConfig: { networkTier: "NETWORK_TIER_DEFAULT" },
        podCidrOverprovisionConfig: shownAs((policy.podCidrOverprovisionConfig as Document | undefined) ?? {}),
        stackType: policy.stackType || "IPV4",
        useIpAliases: true,
      },
    },
    pools: [],
    etag: uuid(),
  };
  const first = { name: "default-pool", initialNodeCount: asked.initialNodeCount, config: asked.nodeConfig };
  cluster.pools = (pools.length > 0 ? pools : [first]).map((pool) => newPool(call, cluster, pool));
  prepareSubnetwork(call.cloud, cluster.subnetwork, made);
  call.cloud.store.put(stored(name), cluster);
  return operate(call, place, name, {
    type: "CREATE_CLUSTER",
    target: name,
    method: "projects.locations.clusters.create",
    task: { does: "start", pools: cluster.pools.map(shapeOf) },
  });
}

function remove(call: Call): Document {
  const cluster = idleClusterOf(call);
  return operate(call, placeOf(call), cluster.name, {
    type: "DELETE_CLUSTER",
    target: cluster.name,
    method: "projects.locations.clusters.delete",
    remove: [stored(cluster.name), controlPlane(cluster.name), holding(cluster.addresses.public)],
    task: { does: "remove" },
  });
}

function list(call: Call): Document {
  const everywhere = call.params.location === "-";
  const at = everywhere ? `projects/${projectOf(call).projectId}/locations` : placeOf(call).path;
  const clusters = clustersIn(call.cloud, at).map((cluster) => viewOfCluster(call, cluster));
  return clusters.length > 0 ? { clusters } : {};
}

const path = "/projects/{project}/locations/{location}/clusters";

/** The methods that make, show and delete clusters. */
export const clusterRoutes: Route[] = [
  ...versions("projects.locations.clusters.create", "POST", path, create),
  ...versions("projects.locations.clusters.list", "GET", path, list),
  ...versions("projects.locations.clusters.get", "GET", `${path}/{cluster}`, (call) =>
    viewOfCluster(call, clusterOf(call)),
  ),
  ...versions("projects.locations.clusters.delete", "DELETE", `${path}/{cluster}`, remove),
];
