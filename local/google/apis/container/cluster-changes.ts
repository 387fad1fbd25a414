import type { Call } from "../../core/call.ts";
import { uuid } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { consistent } from "./cluster-members.ts";
import { autoscalingConfig, databaseEncryption, workloadIdentity } from "./cluster-parts.ts";
import { zonesFor } from "./clusters.ts";
import { endpointsConfig } from "./endpoints.ts";
import { badRequest, unknownMember } from "./errors.ts";
import { overlaid, shownAs, withMember } from "./json.ts";
import { placeOf } from "./names.ts";
import { inZones, upgraded, withPool } from "./node-pool-changes.ts";
import { autoscaling } from "./node-pools.ts";
import { channelOf, releaseOf, requireUpgrade } from "./releases.ts";
import { type Autoscaling, type Cluster, isPrivate, type NodePool } from "./stored.ts";
import { laid, plain } from "./update-parts.ts";

type Special = (call: Call, cluster: Cluster, value: never, update: Document) => Cluster;

/** A cluster with other members. */
export const withMembers = (cluster: Cluster, members: Document): Cluster => ({
  ...cluster,
  members: { ...cluster.members, ...members },
});

/** A cluster whose endpoints are changed by something in a request's words. */
const endpoints =
  (member: string): Special =>
  (_call, cluster, value) => {
    const { controlPlaneEndpointsConfig: before } = cluster.members;
    const next = endpointsConfig({ [member]: value }, before as Document, isPrivate(cluster));
    return withMembers(cluster, { controlPlaneEndpointsConfig: next });
  };

const enabled =
  (path: string): Special =>
  (_call, cluster, value: Document) => ({
    ...cluster,
    members: withMember(cluster.members, path, value.enabled === true),
  });

const special: Record<string, Special> = {
  desiredClusterAutoscaling: (_call, cluster, value) => withMembers(cluster, { autoscaling: autoscalingConfig(value) }),
  desiredClusterTelemetry: (_call, cluster, value) => withMembers(cluster, { clusterTelemetry: value }),
  desiredControlPlaneEndpointsConfig: endpoints("controlPlaneEndpointsConfig"),
  desiredMasterAuthorizedNetworksConfig: endpoints("masterAuthorizedNetworksConfig"),
  desiredPrivateClusterConfig: endpoints("privateClusterConfig"),
  privateClusterConfig: endpoints("privateClusterConfig"),
  desiredEnablePrivateEndpoint: (call, cluster, value) =>
    endpoints("privateClusterConfig")(call, cluster, { enablePrivateEndpoint: value } as never, {}),
  desiredDatabaseEncryption: (call, cluster, value) =>
    withMembers(cluster, { databaseEncryption: databaseEncryption(call, value) }),
  desiredImageType: (_call, cluster, value, { desiredNodePoolId }) =>
    withPool(cluster, desiredNodePoolId, (pool) => ({ ...pool, config: { ...pool.config, imageType: value } })),
  desiredIntraNodeVisibilityConfig: enabled("networkConfig.enableIntraNodeVisibility"),
  desiredL4ilbSubsettingConfig: enabled("networkConfig.enableL4ilbSubsetting"),
  desiredLocations(call, cluster, value) {
    const locations = zonesFor(placeOf(call), value);
    return { ...cluster, locations, pools: cluster.pools.map((pool) => inZones(pool, locations)) };
  },
  desiredMasterVersion(_call, cluster, value) {
    const version = releaseOf(value);
    requireUpgrade(cluster.version, version);
    return { ...cluster, version };
  },
  desiredNodePoolAutoscaling: (_call, cluster, value: Autoscaling, { desiredNodePoolId }) =>
    withPool(cluster, desiredNodePoolId, ({ autoscaling: _, ...pool }) => ({
      ...(pool as NodePool),
      ...autoscaling(value, pool.config.spot === true),
    })),
  desiredNodeVersion: (_call, cluster, value, { desiredNodePoolId }) =>
    withPool(cluster, desiredNodePoolId ?? cluster.pools[0]?.name, (pool) => upgraded(cluster, pool, value)),
  desiredReleaseChannel: (_call, cluster, value) =>
    withMembers(cluster, { releaseChannel: channelOf(value, cluster.version) }),
  desiredWorkloadIdentityConfig: (call, cluster, value) =>
    withMembers(cluster, { workloadIdentityConfig: undefined, ...workloadIdentity(call, value) }),
};

/** Parts of an update that only say which pool or version of the cluster another part is about. */
const companions = ["desiredNodePoolId", "etag"];

/** A cluster after an update. */
export function updated(call: Call, cluster: Cluster, update: Document): Cluster {
  const parts = Object.entries(update).filter(([name, value]) => !companions.includes(name) && value !== undefined);
  if (parts.length === 0) throw badRequest("Must specify a field to update.");
  let next = cluster;
  for (const [name, value] of parts) {
    const [set, over] = [plain[name], laid[name]];
    if (set) next = { ...next, members: withMember(next.members, set, value) };
    else if (over) next = withMembers(next, { [over]: overlaid(next.members[over], value) });
    else if (special[name]) next = special[name](call, next, value as never, update);
    else throw unknownMember(name, "update");
  }
  return { ...next, members: consistent(shownAs(next.members)), etag: uuid() };
}
