import type { ClusterManagerClient } from "@google-cloud/container";
import type { Running } from "../../limits/guard/running.ts";
import { machineSize } from "../../prices/machine-size.ts";
import type { DiskThing } from "../../prices/things.ts";
import type { World } from "../world.ts";
import { clustersIn } from "./clusters.ts";
import { aggregatedRequest, type ComputeClients, everywhere, lastOf, unlessDisabled } from "./compute.ts";
import { resting } from "./machines.ts";

type Item = Record<string, unknown>;
const options = { autoPaginate: false };

const time = (text: unknown): number => Date.parse(String(text ?? "")) || 0;

/** The region of a zone's or region's link; without one, it is everywhere. */
const regionOf = ({ zone, region }: Item): string =>
  zone ? lastOf(zone).replace(/-[a-z]$/, "") : region ? lastOf(region) : "global";

const common = (item: Item, kind: string) => ({
  id: `${kind}/${item.id}`,
  name: String(item.name),
  region: regionOf(item),
});

function machine(item: Item): Running {
  const machineType = lastOf(item.machineType);
  const scheduling = (item.scheduling ?? {}) as Item;
  const accelerators = ((item.guestAccelerators ?? []) as Item[]).reduce(
    (sum, each) => sum + Number(each.acceleratorCount),
    0,
  );
  const since = Math.max(time(item.creationTimestamp), time(item.lastStartTimestamp));
  const spot = scheduling.provisioningModel === "SPOT" || scheduling.preemptible === true;
  if (machineSize(machineType) && accelerators === 0) {
    return { ...common(item, "machine"), since, thing: { kind: "machine", machineType, ...(spot && { spot }) } };
  }
  const cores = Number(/-(\d+)(?:-[a-z]+)?$/.exec(machineType)?.[1] ?? 64);
  const assumed = `machine ${machineType}${accelerators > 0 ? ` with ${accelerators} accelerators` : ""}`;
  return { ...common(item, "machine"), since, thing: { kind: "unknown-machine", cores, accelerators }, assumed };
}

const diskTypes: readonly string[] = ["pd-standard", "pd-balanced", "pd-ssd"] satisfies DiskThing["diskType"][];

function disk(item: Item): Running {
  const type = lastOf(item.type);
  const known = diskTypes.includes(type);
  const diskType = (known ? type : "pd-ssd") as DiskThing["diskType"];
  // One that is replicated is paid for in each zone.
  const gigabytes = Number(item.sizeGb) * Math.max(1, ((item.replicaZones ?? []) as unknown[]).length);
  return {
    ...common(item, "disk"),
    since: time(item.creationTimestamp),
    thing: { kind: "disk", diskType, gigabytes },
    ...(!known && { assumed: `disk ${type}` }),
  };
}

/** What an address is used for, by whose link uses it. */
function useOf({ users }: Item): "machine" | "forwarding-rule" | "none" {
  const [user] = (users ?? []) as string[];
  if (!user) return "none";
  return /forwardingRules/.test(user) ? "forwarding-rule" : "machine";
}

const reserved = (item: Item): Running => ({
  ...common(item, "address"),
  since: time(item.creationTimestamp),
  thing: { kind: "address", use: useOf(item) },
});

/** Addresses that machines were lent, and hold without a resource of their own. */
function lent(item: Item, held: ReadonlySet<string>): Running[] {
  const configs = ((item.networkInterfaces ?? []) as Item[]).flatMap((each) => (each.accessConfigs ?? []) as Item[]);
  const since = Math.max(time(item.creationTimestamp), time(item.lastStartTimestamp));
  return configs
    .map(({ natIP }) => String(natIP ?? ""))
    .filter((address) => address !== "" && !held.has(address))
    .map((address) => ({
      ...common(item, `lent-${address}`),
      since,
      thing: { kind: "address", use: "machine" },
    }));
}

/** All of a project's rules together: the first five cost as much as one. */
function rulesOf(items: readonly Item[]): Running[] {
  if (items.length === 0) return [];
  const since = Math.min(...items.map(({ creationTimestamp }) => time(creationTimestamp)));
  const rules = items.length;
  return [
    {
      id: "forwarding-rules",
      name: "forwarding rules",
      region: "global",
      since,
      thing: { kind: "forwarding-rule", rules },
    },
  ];
}

const gateways = (item: Item, machines: number): Running[] =>
  ((item.nats ?? []) as Item[]).map(({ name }) => ({
    ...common(item, `nat-${name}`),
    since: time(item.creationTimestamp),
    thing: { kind: "nat-gateway", machines },
  }));

/**
 * Everything in a project that costs money while it is there, by six lists over all places: five of Compute Engine and
 * one of Kubernetes Engine. The machines and disks of clusters are among Compute Engine's.
 */
export function runningOf(
  compute: () => Promise<ComputeClients>,
  container: () => Promise<ClusterManagerClient>,
): World["running"] {
  return async (project) => {
    const [clients, clusterClient] = await Promise.all([compute(), container()]);
    const request = aggregatedRequest(project);
    const list = <Part>(what: string, pages: () => AsyncIterable<[string, Part]>, of: (part: Part) => unknown) =>
      unlessDisabled(everywhere(`${what} of ${project}`, pages, (part: Part) => of(part) as Item[] | undefined));
    const [instances, disks, addresses, rules, routers, clusters] = await Promise.all([
      list(
        "the machines",
        () => clients.instances.aggregatedListAsync(request, options),
        (part) => part.instances,
      ),
      list(
        "the disks",
        () => clients.disks.aggregatedListAsync(request, options),
        (part) => part.disks,
      ),
      list(
        "the addresses",
        () => clients.addresses.aggregatedListAsync(request, options),
        (part) => part.addresses,
      ),
      list(
        "the rules",
        () => clients.forwardingRules.aggregatedListAsync(request, options),
        (part) => part.forwardingRules,
      ),
      list(
        "the routers",
        () => clients.routers.aggregatedListAsync(request, options),
        (part) => part.routers,
      ),
      clustersIn(clusterClient, project),
    ]);
    const up = instances.filter(({ status }) => !resting.includes(String(status)));
    const external = addresses.filter(({ addressType }) => addressType !== "INTERNAL");
    const held = new Set(external.map(({ address }) => String(address)));
    return [
      ...up.map(machine),
      ...disks.map(disk),
      ...external.map(reserved),
      ...up.flatMap((item) => lent(item, held)),
      ...rulesOf(rules),
      ...routers.flatMap((item) => gateways(item, up.length)),
      ...clusters.map(
        ({ id, name, location, createTime }): Running => ({
          id: `cluster/${id}`,
          name: String(name),
          region: String(location).replace(/-[a-z]$/, ""),
          since: time(createTime),
          thing: { kind: "cluster", ...(/-[a-z]$/.test(String(location)) && { zonal: true }) },
        }),
      ),
    ];
  };
}
