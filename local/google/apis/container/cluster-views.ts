import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { shortName } from "../compute/links.ts";
import { viewOfEndpoints } from "./endpoints.ts";
import { isBeta, link } from "./names.ts";
import { viewOfConfig, viewOfPool } from "./node-pool-views.ts";
import { runningOn } from "./operations.ts";
import { type Cluster, controlPlaneOf, nodeCount, podUtilization } from "./stored.ts";

/** Members that only the beta has. */
const betaOnly = [
  ...[
    "clusterTelemetry",
    "master",
    "masterIpv4CidrBlock",
    "nodePoolUpgradeConcurrencyConfig",
    "podSecurityPolicyConfig",
  ],
  ...["privateCluster", "protectConfig", "tpuConfig", "workloadAltsConfig", "workloadCertificates"],
];

/** What is happening to a cluster, and to each of its pools. */
export function statusOf(call: Call, { name }: Cluster): { cluster: string; pool(id: string): string } {
  const running = runningOn(call, name);
  const all = (status: string) => ({ cluster: status, pool: () => status });
  if (running?.type === "CREATE_CLUSTER") return all("PROVISIONING");
  if (running?.type === "DELETE_CLUSTER") return all("STOPPING");
  if (controlPlaneOf(call.cloud, name).failure !== undefined) return all("ERROR");
  if (!running) return all("RUNNING");
  const target = /\/nodePools\/([^/]+)$/.exec(running.target)?.[1];
  const words: Record<string, string> = { CREATE_NODE_POOL: "PROVISIONING", DELETE_NODE_POOL: "STOPPING" };
  const changed = words[running.type] ?? "RECONCILING";
  return { cluster: "RECONCILING", pool: (id) => (id === target ? changed : "RUNNING") };
}

function addressing({ pods, services, members }: Cluster, utilization: number): Document {
  const policy = (members.ipAllocationPolicy ?? {}) as Document;
  return {
    clusterIpv4Cidr: pods.block,
    servicesIpv4Cidr: services.block,
    ipAllocationPolicy: {
      ...policy,
      clusterIpv4Cidr: pods.block,
      clusterIpv4CidrBlock: pods.block,
      clusterSecondaryRangeName: pods.name,
      servicesIpv4Cidr: services.block,
      servicesIpv4CidrBlock: services.block,
      ...(services.name && { servicesSecondaryRangeName: services.name }),
      ...(utilization > 0 && { defaultPodIpv4RangeUtilization: utilization }),
    },
  };
}

/** A cluster's identities for workloads; the beta says it in the older words too. */
function identity(call: Call, { name, members }: Cluster): Document {
  const config = members.workloadIdentityConfig as { workloadPool: string } | undefined;
  if (!config) return {};
  const older = {
    identityNamespace: config.workloadPool,
    identityProvider: `https://container.googleapis.com/v1/${name}`,
  };
  return { workloadIdentityConfig: { ...config, ...(isBeta(call) && older) } };
}

/** A cluster as it is shown. */
export function viewOfCluster(call: Call, cluster: Cluster): Document {
  const { name, version, pools, members, location } = cluster;
  const plane = controlPlaneOf(call.cloud, name);
  const status = statusOf(call, cluster);
  const used = podUtilization(cluster);
  const shownPools = pools.map((pool) => viewOfPool(call, cluster, pool, status.pool(pool.name), used));
  const nodes = nodeCount(cluster);
  const authority = plane.certificateAuthority && Buffer.from(plane.certificateAuthority).toString("base64");
  const view: Document = {
    name: shortName(name),
    ...members,
    ...identity(call, cluster),
    ...addressing(cluster, used),
    ...viewOfEndpoints(cluster, plane),
    network: shortName(cluster.network),
    subnetwork: shortName(cluster.subnetwork),
    networkConfig: {
      ...(members.networkConfig as Document),
      network: cluster.network,
      subnetwork: cluster.subnetwork,
    },
    masterAuth: { clientCertificateConfig: {}, ...(authority && { clusterCaCertificate: authority }) },
    ...(pools[0] && { nodeConfig: viewOfConfig(call, pools[0].config) }),
    ...(shownPools.length > 0 && { nodePools: shownPools }),
    ...(shownPools.length > 0 && { instanceGroupUrls: shownPools.flatMap((pool) => pool.instanceGroupUrls) }),
    locations: cluster.locations,
    location,
    zone: location,
    createTime: cluster.createTime,
    status: status.cluster,
    ...(plane.failure !== undefined && {
      statusMessage: plane.failure,
      conditions: [{ canonicalCode: "INTERNAL", message: plane.failure }],
    }),
    currentMasterVersion: version,
    ...(pools.length > 0 && { currentNodeVersion: pools[0]!.version }),
    ...(pools.length === 0 && { currentNodeVersion: version }),
    ...(nodes > 0 && { currentNodeCount: nodes }),
    selfLink: link(call, name),
    id: cluster.id,
    etag: cluster.etag,
  };
  if (isBeta(call)) return view;
  return Object.fromEntries(Object.entries(view).filter(([member]) => !betaOnly.includes(member)));
}
