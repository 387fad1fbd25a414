import type { AddressThing, DiskThing } from "../../../../spending/prices/things.ts";
import { relative, shortName } from "../../apis/compute/links.ts";
import { regionOf } from "../../apis/compute/places.ts";
import type { Document } from "../../core/store.ts";
import { computeKind } from "./documents.ts";
import { type Found, labelsOf, type Placed, type Sources } from "./placed.ts";

/** A machine that needs a way out: an instance, or so many nodes of a cluster. */
export interface Outgoing {
  /** The relative name of its network. */
  network: string;
  region: string;
  count: number;
}

interface Interface {
  network: string;
  accessConfigs?: { natIP?: string }[];
}

interface Nat {
  natIps?: string[];
}

const restful = ["STOPPING", "TERMINATED", "SUSPENDING", "SUSPENDED"];
const diskTypes = ["pd-standard", "pd-balanced", "pd-ssd"];

/** Where a resource of a zone or region is; what is global has neither. */
function placeOf(document: Document): { region: string; zone?: string } {
  if (document.zone !== undefined) {
    const zone = shortName(document.zone);
    return { region: regionOf(zone), zone };
  }
  return { region: document.region === undefined ? "global" : shortName(document.region) };
}

const isSpot = (instance: Document): boolean => {
  const { preemptible, provisioningModel } = (instance.scheduling ?? {}) as Document;
  return preemptible === true || provisioningModel === "SPOT";
};

const externalOf = (instance: Document): string[] =>
  ((instance.networkInterfaces ?? []) as Interface[])
    .flatMap(({ accessConfigs = [] }) => accessConfigs)
    .flatMap(({ natIP }) => natIP ?? []);

/** A disk, or so many; undefined when its type has no price here. */
export function diskThing(kind: DiskThing["kind"], type: unknown, gigabytes: number): DiskThing | undefined {
  const diskType = shortName(type);
  return diskTypes.includes(diskType) ? { kind, diskType: diskType as DiskThing["diskType"], gigabytes } : undefined;
}

/** What of Compute Engine costs money in a project. `nodes`: those of clusters, which aren't instances here. */
export function computeThings({ store, project }: Sources, nodes: Outgoing[]): Found {
  const all = store.list(`//compute.googleapis.com/projects/${project}/`, (name) => computeKind(name) !== undefined);
  const of = (kind: string) => all.filter(({ name }) => computeKind(name) === kind).map(({ document }) => document);
  const running = of("instances").filter(({ status }) => !restful.includes(String(status)));
  const rules = of("forwardingRules").filter(({ loadBalancingScheme }) => loadBalancingScheme !== "INTERNAL");
  const routers = of("routers");
  const placed: Placed[] = [];
  const unknown: string[] = [];

  for (const instance of running) {
    const at = { ...placeOf(instance), labels: labelsOf(instance) };
    const spot = isSpot(instance);
    placed.push({
      ...at,
      thing: { kind: "machine", machineType: shortName(instance.machineType), ...(spot && { spot }) },
    });
    const use: AddressThing["use"] = spot ? "spot-machine" : "machine";
    for (const _ of externalOf(instance)) placed.push({ ...at, thing: { kind: "address", use } });
    const scratch = ((instance.disks ?? []) as Document[]).filter(({ type }) => type === "SCRATCH");
    for (const { deviceName } of scratch) unknown.push(`${relative(String(instance.selfLink))}/${deviceName}`);
  }

  for (const kind of ["disks", "snapshots"] as const) {
    for (const document of of(kind)) {
      if (document.status === "DELETING") continue;
      const replicas = Math.max(1, ((document.replicaZones ?? []) as unknown[]).length);
      const gigabytes = Number(document.sizeGb ?? document.diskSizeGb) * replicas;
      const thing = diskThing(kind === "disks" ? "disk" : "snapshot", document.type ?? "pd-standard", gigabytes);
      if (thing) placed.push({ ...placeOf(document), labels: labelsOf(document), thing });
      else unknown.push(relative(String(document.selfLink)));
    }
  }

  if (rules.length > 0)
    placed.push({ region: "global", labels: {}, thing: { kind: "forwarding-rule", rules: rules.length } });

  const outgoing = [...running.filter((each) => externalOf(each).length === 0).map(outgoingOf), ...nodes];
  for (const router of routers) placed.push(...gateways(router, outgoing));
  const inUse = new Set([
    ...running.flatMap(externalOf),
    ...rules.map(({ IPAddress }) => String(IPAddress)),
    ...routers.flatMap(({ nats }) => ((nats ?? []) as Nat[]).flatMap(({ natIps = [] }) => natIps)),
  ]);
  for (const address of of("addresses")) {
    if (address.addressType !== "EXTERNAL") continue;
    if (inUse.has(String(address.address)) || inUse.has(String(address.selfLink))) continue;
    placed.push({ ...placeOf(address), labels: labelsOf(address), thing: { kind: "address", use: "none" } });
  }
  return { placed, unknown };
}

const outgoingOf = (instance: Document): Outgoing => ({
  network: relative(((instance.networkInterfaces ?? []) as Interface[])[0]?.network ?? ""),
  region: placeOf(instance).region,
  count: 1,
});

/** The NAT gateways of a router; one address of each is in its price. */
function gateways(router: Document, outgoing: Outgoing[]): Placed[] {
  const region = shortName(router.region);
  const network = relative(String(router.network));
  const machines = outgoing
    .filter((each) => each.network === network && each.region === region)
    .reduce((sum, { count }) => sum + count, 0);
  const at = { region, labels: {} };
  return ((router.nats ?? []) as Nat[]).flatMap(({ natIps = [] }): Placed[] => [
    { ...at, thing: { kind: "nat-gateway", machines } },
    ...natIps.slice(1).map((): Placed => ({ ...at, thing: { kind: "address", use: "machine" } })),
  ]);
}
