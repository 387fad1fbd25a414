import type { ClusterPlan } from "../../plan/cluster.ts";
import { type EnvironmentPlan, environmentPlan } from "../../plan/environment.ts";
import { credentialsOf, installationOf } from "../../plan/installation.ts";
import type { MachinePlan } from "../../plan/machine.ts";
import { type Deployment, replicasOf, servicesOf } from "../../sourcegraph/deployment.ts";
import { claimNames } from "../../sourcegraph/targets/kubernetes/claims.ts";
import type { Environment } from "../../spec/schema/environment.ts";
import type { Specification } from "../../spec/specification.ts";
import type { DiskThing, Thing, UsageKind } from "../prices/things.ts";
import type { Group, Part } from "./part.ts";
import { snapshotShare, usage } from "./usage.ts";

const gibibyte = 2 ** 30;

/** What nodes and claims get where they don't say otherwise: GKE's default class is one of balanced disks. */
const diskType: DiskThing["diskType"] = "pd-balanced";

type Make = (group: Group, name: string, thing: Thing, count?: number, most?: Part["most"]) => Part;

function ofCluster(make: Make, { name, location, nodePool }: ClusterPlan, region: string): Part[] {
  const { zones, nodesPerZone, maximumNodesPerZone, machineType, diskGigabytes } = nodePool;
  const [low, high] = [zones * nodesPerZone, zones * maximumNodesPerZone];
  const node: Thing = { kind: "machine", machineType };
  const disk: Thing = { kind: "disk", diskType, gigabytes: diskGigabytes };
  return [
    make("cluster", name, { kind: "cluster", zonal: location !== region }),
    make("machines", `nodes of ${name}`, node, low, { thing: node, count: high }),
    make("disks", `disks of ${name}'s nodes`, disk, low, { thing: disk, count: high }),
  ];
}

/** The volumes of Sourcegraph in a cluster. */
function ofClaims(make: Make, installation: Deployment): Part[] {
  return servicesOf(installation, "kubernetes").flatMap((service) =>
    Object.values(service.volumes ?? {}).flatMap((volume) => {
      if (volume.kind !== "claim") return [];
      const count = claimNames(service, volume, replicasOf(installation, service, "kubernetes")).length;
      // Disks have whole gibibytes.
      const gigabytes = Math.ceil(volume.size / gibibyte);
      return [make("disks", `volume ${volume.name}`, { kind: "disk", diskType, gigabytes }, count)];
    }),
  );
}

function ofMachine(make: Make, { name, machineType, bootDiskGigabytes, dataDisk, snapshots }: MachinePlan): Part[] {
  const [low, high] = snapshotShare(snapshots.days);
  const type = dataDisk.type as DiskThing["diskType"];
  const snapshot = (share: number): Thing => ({
    kind: "snapshot",
    diskType: type,
    gigabytes: Math.round(dataDisk.gigabytes * share),
  });
  return [
    make("machines", name, { kind: "machine", machineType }),
    make("disks", `${name} (boot)`, { kind: "disk", diskType, gigabytes: bootDiskGigabytes }),
    make("disks", `${name} (data)`, { kind: "disk", diskType: type, gigabytes: dataDisk.gigabytes }),
    make("snapshots", snapshots.name, snapshot(low), 1, { thing: snapshot(high), count: 1 }),
  ];
}

/** Everything by which something comes in or goes out. */
function ofNetwork(make: Make, { network, exposure, cluster }: EnvironmentPlan): Part[] {
  const machines = (perZone: number) => (cluster ? cluster.nodePool.zones * perZone : 1);
  const gateway = (count: number): Thing => ({ kind: "nat-gateway", machines: count });
  const { nodesPerZone, maximumNodesPerZone } = cluster?.nodePool ?? { nodesPerZone: 1, maximumNodesPerZone: 1 };
  const way = make("network", network.nat.name, gateway(machines(nodesPerZone)), 1, {
    thing: gateway(machines(maximumNodesPerZone)),
    count: 1,
  });
  if (exposure.kind === "internal") return [way];
  const { name } = exposure.address;
  // A machine with an address of its own goes out by that, but the gateway is there for what has none.
  if (!cluster) return [way, make("network", name, { kind: "address", use: "machine" })];
  return [
    way,
    make("network", name, { kind: "address", use: "forwarding-rule" }),
    // One for HTTPS, and one that sends there who comes without.
    make("network", `load balancer of ${cluster.name}`, {
      kind: "forwarding-rule",
      rules: exposure.certificate ? 2 : 1,
    }),
  ];
}

const usageGroups: Record<UsageKind, Group> = {
  "stored-objects": "others",
  "sent-to-internet": "network",
  "sent-by-nat": "network",
  "sent-between-zones": "network",
  "processed-by-load-balancer": "network",
  "written-logs": "logs",
};

function usageOf({ cluster, exposure, region }: EnvironmentPlan): UsageKind[] {
  return [
    "sent-to-internet",
    "sent-by-nat",
    ...(cluster?.location === region ? (["sent-between-zones"] as const) : []),
    ...(cluster && exposure.kind === "public" ? (["processed-by-load-balancer"] as const) : []),
    "written-logs",
    "stored-objects",
  ];
}

/** What parts depend on: environments that have it in common have the same ones. */
export const shapeOf = ({ kind, region, deployment, lease }: Environment): string =>
  JSON.stringify([kind, region, deployment, lease !== undefined]);

/**
 * All of an environment and of what runs in it that costs something. Nothing in it depends on the environment's name, so
 * that those of the same shape share it. `today`: "2026-11-22".
 */
export function partsOf(specification: Specification, environment: Environment, today: string): Part[] {
  const plan = environmentPlan(specification, environment, today);
  const { region, deployment } = plan;
  const make: Make = (group, name, thing, count = 1, most) => ({
    group,
    name,
    region,
    thing,
    count,
    ...(most && { most }),
  });
  return [
    ...(plan.cluster ? ofCluster(make, plan.cluster, region) : []),
    ...(plan.cluster ? ofClaims(make, installationOf(environment)) : []),
    ...(plan.machine ? ofMachine(make, plan.machine) : []),
    ...ofNetwork(make, plan),
    ...(plan.vacant ? [] : usageOf(plan)).map((of) => make(usageGroups[of], of, usage(of, deployment.size))),
    make("others", "secrets", { kind: "secret-version" }, plan.vacant ? 0 : credentialsOf(environment).length),
  ].filter(({ count, most }) => count > 0 || (most?.count ?? 0) > 0);
}
