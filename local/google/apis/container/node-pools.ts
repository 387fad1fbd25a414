import type { Call } from "../../core/call.ts";
import { uuid } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { badRequest, unknownMember } from "./errors.ts";
import { overlaid, shownAs } from "./json.ts";
import { nodeConfig } from "./node-config.ts";
import { type Autoscaling, type Cluster, isPrivate, type NodePool } from "./stored.ts";

const known = new Set([
  ...["autoscaling", "bestEffortProvisioning", "config", "initialNodeCount", "locations", "maintenancePolicy", "name"],
  ...["management", "maxPodsConstraint", "networkConfig", "nodeDrainConfig", "placementPolicy", "podIpv4CidrSize"],
  ...["queuedProvisioning", "upgradeSettings", "version", "etag", "selfLink", "status", "autopilotConfig"],
  ...["conditions", "instanceGroupUrls", "kubeletCertInfo", "statusMessage", "updateInfo"],
]);

/** Autoscaling as it is shown; off, it says nothing. */
export function autoscaling(asked: Autoscaling | undefined, spot: boolean): { autoscaling?: Autoscaling } {
  if (asked?.enabled !== true) return {};
  const { minNodeCount = 0, maxNodeCount = 0, totalMinNodeCount = 0, totalMaxNodeCount = 0 } = asked;
  const total = totalMaxNodeCount > 0;
  const [least, most] = total ? [totalMinNodeCount, totalMaxNodeCount] : [minNodeCount, maxNodeCount];
  if (most < 1) throw badRequest("Node pool autoscaling max node count must be greater than zero.");
  if (least > most)
    throw badRequest(`Node pool autoscaling min node count (${least}) can't be more than max node count (${most}).`);
  return { autoscaling: shownAs({ locationPolicy: spot ? "ANY" : "BALANCED", ...asked }) };
}

/** Bits of the range of a node's pods: twice as many addresses as pods. */
const podRangeBits = (pods: number): number => 32 - Math.ceil(Math.log2(2 * pods));

/** How nodes are replaced. */
export function upgrades(asked: Document = {}): Document {
  const { strategy = "SURGE", maxSurge, maxUnavailable, blueGreenSettings } = asked;
  if (strategy !== "SURGE") return shownAs({ strategy, blueGreenSettings });
  const surge = maxSurge === undefined && maxUnavailable === undefined ? 1 : maxSurge;
  return shownAs({ maxSurge: surge, maxUnavailable, strategy });
}

function requireZones(zones: string[], cluster: Cluster): void {
  for (const zone of zones) {
    if (cluster.zones.includes(zone)) continue;
    throw badRequest(
      `Invalid value for field "node_pool.locations": zone "${zone}" is not in the region of the cluster.`,
    );
  }
}

/** A new node pool of a cluster. */
export function newPool(call: Call, cluster: Cluster, asked: Document): NodePool {
  const stranger = Object.keys(asked).find((name) => !known.has(name));
  if (stranger) throw unknownMember(stranger, "node_pool");
  const name = String(asked.name ?? "");
  if (!/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name)) {
    throw badRequest(
      `Invalid value for field "node_pool.name": "${name}". Must be a match of regex (?:[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?).`,
    );
  }
  const locations = (asked.locations as string[] | undefined)?.length
    ? (asked.locations as string[])
    : cluster.locations;
  requireZones(locations, cluster);
  const version = cluster.version;
  const identity = (cluster.members.workloadIdentityConfig ?? {}) as { workloadPool?: string };
  const config = nodeConfig(call, (asked.config ?? {}) as Document, {
    zones: locations,
    workloadPool: identity.workloadPool !== undefined,
  });
  const pods = Number(
    (asked.maxPodsConstraint as Document | undefined)?.maxPodsPerNode ??
      (cluster.members.defaultMaxPodsConstraint as Document).maxPodsPerNode,
  );
  const initialNodeCount = Number(asked.initialNodeCount ?? 0);
  return {
    name,
    config,
    ...(initialNodeCount > 0 && { initialNodeCount }),
    ...autoscaling(asked.autoscaling as Autoscaling | undefined, config.spot === true),
    management: shownAs((asked.management as Document | undefined) ?? { autoUpgrade: true, autoRepair: true }),
    maxPodsConstraint: { maxPodsPerNode: String(pods) },
    podIpv4CidrSize: podRangeBits(pods),
    locations,
    networkConfig: shownAs(
      overlaid(
        {
          podRange: cluster.pods.name,
          podIpv4CidrBlock: cluster.pods.block,
          networkTierConfig: { networkTier: "NETWORK_TIER_DEFAULT" },
          subnetwork: cluster.subnetwork,
          ...(isPrivate(cluster) && { enablePrivateNodes: true }),
        },
        asked.networkConfig,
      ),
    ),
    ...shownAs({
      placementPolicy: asked.placementPolicy,
      nodeDrainConfig: asked.nodeDrainConfig,
      queuedProvisioning: asked.queuedProvisioning,
    }),
    version,
    upgradeSettings: upgrades(asked.upgradeSettings as Document | undefined),
    etag: uuid(),
    size: initialNodeCount,
    groups: Object.fromEntries(locations.map((zone) => [zone, uuid().slice(0, 8)])),
  };
}
