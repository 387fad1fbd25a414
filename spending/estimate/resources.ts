import { isMark } from "../../policies/landscape/resources/resource.ts";
import type { DiskThing, Thing } from "../prices/things.ts";
import type { Group, Part } from "./part.ts";
import { gibibytesOfQuantity } from "./quantity.ts";
import { costs, isFree } from "./types.ts";
import { snapshotShare } from "./usage.ts";

/** A resource as the engine is to make it, or has made it. */
export interface ResourceInputs {
  /** "gcp:compute/disk:Disk" */
  type: string;
  /** The name in its URN. */
  name: string;
  inputs: Readonly<Record<string, unknown>>;
}

/** What resources are, as things that cost something. */
export interface ResourceParts {
  parts: Part[];
  /** How many resources of each type cost something by use or by rules that aren't here, by type. */
  untold: ReadonlyMap<string, number>;
}

type Inputs = Readonly<Record<string, unknown>>;

/** What is known of other resources of the stack. */
interface Stack {
  resources: readonly ResourceInputs[];
  /** Where things are that don't say so: objects of a cluster. */
  region: string;
  /** Machines that have no address of their own, at least and at most. */
  machines: readonly [low: number, high: number];
}

type Row = (resource: ResourceInputs, stack: Stack) => Part[];

const at = (inputs: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((value, key) => (isMark(value) ? undefined : (value as Inputs | undefined)?.[key]), inputs);

const text = (inputs: unknown, path: string): string | undefined => {
  const value = at(inputs, path);
  return typeof value === "string" && !isMark(value) ? value.split("/").at(-1) : undefined;
};

const amount = (inputs: unknown, path: string): number | undefined => {
  const value = at(inputs, path);
  return typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)) ? Number(value) : undefined;
};

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** "us-central1-b" is in us-central1. */
const regionOf = (place: string): string => place.replace(/-[a-z]$/, "");
const isZone = (place: string): boolean => /-[a-z]$/.test(place);

function placeOf({ inputs }: ResourceInputs, { region }: Stack): string {
  return text(inputs, "zone") ?? text(inputs, "region") ?? text(inputs, "location") ?? region;
}

type Make = (group: Group, thing: Thing, count?: number, most?: Part["most"], name?: string) => Part;

const row =
  (of: (make: Make, inputs: Inputs, resource: ResourceInputs, stack: Stack) => Part[]): Row =>
  (resource, stack) => {
    const region = regionOf(placeOf(resource, stack));
    const make: Make = (group, thing, count = 1, most, name = resource.name) => ({
      group,
      name,
      region,
      thing,
      count,
      ...(most && { most }),
    });
    return of(make, resource.inputs, resource, stack);
  };

/** A type that isn't known yet is one without a price. */
const machine = (inputs: unknown, path: string, spot = false): Thing => ({
  kind: "machine",
  machineType: text(inputs, path) ?? "not known yet",
  ...(spot && { spot }),
});

const disk = (type: string | undefined, gigabytes: number): Thing => ({
  kind: "disk",
  diskType: (type ?? "pd-standard") as DiskThing["diskType"],
  gigabytes,
});

/** The nodes of a pool, at least and at most. */
function nodesOf({ inputs }: ResourceInputs): readonly [low: number, high: number] {
  const zones = list(at(inputs, "nodeLocations")).length || (isZone(text(inputs, "location") ?? "") ? 1 : 3);
  const fixed = amount(inputs, "nodeCount") ?? amount(inputs, "initialNodeCount") ?? 0;
  const low = amount(inputs, "autoscaling.minNodeCount");
  const high = amount(inputs, "autoscaling.maxNodeCount");
  return [(low ?? fixed) * zones, (high ?? fixed) * zones];
}

const isRunning = (inputs: Inputs): boolean => text(inputs, "desiredStatus") !== "TERMINATED";

/** An address of the outside world that it is given while it runs; one that is reserved is a resource of its own. */
const hasPassingAddress = (inputs: Inputs): boolean =>
  list(at(inputs, "networkInterfaces")).some((each) =>
    list(at(each, "accessConfigs")).some((access) => (access as Inputs).natIp === undefined),
  );

const instance = row((make, inputs) => {
  const boot = at(inputs, "bootDisk.initializeParams");
  const spot = text(inputs, "scheduling.provisioningModel") === "SPOT";
  return [
    ...(isRunning(inputs) ? [make("machines", machine(inputs, "machineType", spot))] : []),
    ...(boot ? [make("disks", disk(text(boot, "type"), amount(boot, "size") ?? 10))] : []),
    ...(isRunning(inputs) && hasPassingAddress(inputs)
      ? [make("network", { kind: "address", use: spot ? "spot-machine" : "machine" })]
      : []),
  ];
});

const nodePool = row((make, inputs, resource) => {
  const [low, high] = nodesOf(resource);
  const node = machine(inputs, "nodeConfig.machineType", at(inputs, "nodeConfig.spot") === true);
  const own = disk(text(inputs, "nodeConfig.diskType"), amount(inputs, "nodeConfig.diskSizeGb") ?? 100);
  return [node, own].map((thing) => make(thing === node ? "machines" : "disks", thing, low, { thing, count: high }));
});

/** The machines that a group of them has, at least and at most. */
const scaledTo = ({ inputs }: ResourceInputs): readonly [low: number, high: number] => {
  const low = amount(inputs, "autoscalingPolicy.minReplicas") ?? 0;
  return [low, Math.max(low, amount(inputs, "autoscalingPolicy.maxReplicas") ?? low)];
};

/** The machines of a group, by the template of the stack that they are made from; without one, of no known price. */
const autoscaler: Row = (resource, stack) => {
  const [low, high] = scaledTo(resource);
  const template = stack.resources.find(({ type }) => type === "gcp:compute/instanceTemplate:InstanceTemplate")?.inputs;
  const spot = text(template, "scheduling.provisioningModel") === "SPOT";
  const disks = list(at(template, "disks")).map((each) =>
    disk(text(each, "diskType"), amount(each, "diskSizeGb") ?? 10),
  );
  const count = (thing: Thing) => [thing, low, { thing, count: high }] as const;
  return row((make) => [
    make("machines", ...count(machine(template, "machineType", spot))),
    ...disks.map((each) => make("disks", ...count(each))),
  ])(resource, stack);
};

/** The disk that snapshots are made of. */
function diskOf({ inputs }: ResourceInputs, resources: readonly ResourceInputs[]): ResourceInputs | undefined {
  const disks = resources.filter(({ type }) => type === "gcp:compute/disk:Disk");
  const named = text(inputs, "disk");
  return disks.find((each) => text(each.inputs, "name") === named) ?? (named ? undefined : disks[0]);
}

const snapshots: Row = (resource, stack) => {
  const of = diskOf(resource, stack.resources);
  const policy = stack.resources.find(
    ({ type, inputs }) =>
      type === "gcp:compute/resourcePolicy:ResourcePolicy" && text(inputs, "name") === text(resource.inputs, "name"),
  );
  const days = amount(policy?.inputs, "snapshotSchedulePolicy.retentionPolicy.maxRetentionDays");
  if (!of || days === undefined) return [];
  const gigabytes = amount(of.inputs, "size") ?? 0;
  const diskType = (text(of.inputs, "type") ?? "pd-standard") as DiskThing["diskType"];
  const [low, high] = snapshotShare(days).map(
    (share): Thing => ({ kind: "snapshot", diskType, gigabytes: Math.round(gigabytes * share) }),
  );
  return row((make) => [make("snapshots", low!, 1, { thing: high!, count: 1 })])(resource, stack);
};

const claimOf = (make: Make, claim: unknown, count = 1): Part[] => {
  const gigabytes = gibibytesOfQuantity(at(claim, "spec.resources.requests.storage"));
  const own = text(claim, "spec.storageClassName");
  // GKE's classes: the default is one of balanced disks.
  const type = own === "premium-rwo" ? "pd-ssd" : own === "standard" ? "pd-standard" : "pd-balanced";
  return gigabytes === undefined ? [] : [make("disks", disk(type, Math.ceil(gigabytes)), count)];
};

const statefulSet = row((make, inputs) =>
  list(at(inputs, "spec.volumeClaimTemplates")).flatMap((claim) =>
    claimOf(make, claim, amount(inputs, "spec.replicas") ?? 1),
  ),
);

/** Google's load balancer, where it is that which leads in. */
const ingress = row((make, inputs) => {
  const annotations = (at(inputs, "metadata.annotations") ?? {}) as Inputs;
  if (annotations["kubernetes.io/ingress.global-static-ip-name"] === undefined) return [];
  const rules = annotations["ingress.gcp.kubernetes.io/pre-shared-cert"] === undefined ? 1 : 2;
  return [make("network", { kind: "forwarding-rule", rules })];
});

const piece = (kind: "secret-version" | "key-version" | "dns-zone"): Row => row((make) => [make("others", { kind })]);

/** What each type of resource is. */
const rows: Readonly<Record<string, Row>> = {
  "gcp:compute/instance:Instance": instance,
  "gcp:compute/disk:Disk": row((make, inputs) => [
    make("disks", disk(text(inputs, "type"), amount(inputs, "size") ?? 10)),
  ]),
  "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": snapshots,
  "gcp:compute/address:Address": row((make, inputs) =>
    text(inputs, "addressType") === "INTERNAL" ? [] : [make("network", { kind: "address", use: "machine" })],
  ),
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": row((make) => [
    make("network", { kind: "forwarding-rule" }),
  ]),
  "gcp:compute/regionAutoscaler:RegionAutoscaler": autoscaler,
  "gcp:compute/routerNat:RouterNat": row((make, _, __, { machines: [low, high] }) => {
    const most: Thing = { kind: "nat-gateway", machines: high };
    return [make("network", { kind: "nat-gateway", machines: low }, 1, { thing: most, count: 1 })];
  }),
  "gcp:container/cluster:Cluster": row((make, inputs) => [
    make("cluster", { kind: "cluster", zonal: isZone(text(inputs, "location") ?? "") }),
  ]),
  "gcp:container/nodePool:NodePool": nodePool,
  "gcp:dns/managedZone:ManagedZone": piece("dns-zone"),
  "gcp:kms/cryptoKey:CryptoKey": piece("key-version"),
  "gcp:secretmanager/secretVersion:SecretVersion": piece("secret-version"),
  "kubernetes:apps/v1:StatefulSet": statefulSet,
  "kubernetes:core/v1:PersistentVolumeClaim": row((make, inputs) => claimOf(make, inputs)),
  "kubernetes:networking.k8s.io/v1:Ingress": ingress,
};

/** Machines of a stack, at least and at most. */
function machinesOf(resources: readonly ResourceInputs[]): readonly [number, number] {
  const all = resources.map((resource): readonly [number, number] => {
    if (resource.type === "gcp:container/nodePool:NodePool") return nodesOf(resource);
    if (resource.type === "gcp:compute/regionAutoscaler:RegionAutoscaler") return scaledTo(resource);
    return resource.type === "gcp:compute/instance:Instance" && isRunning(resource.inputs) ? [1, 1] : [0, 0];
  });
  return [0, 1].map((end) => all.reduce((sum, each) => sum + each[end]!, 0)) as [number, number];
}

/**
 * What resources cost by being there. What they cost by use isn't in their inputs. `region`: where objects of a cluster
 * are.
 */
export function partsOfResources(resources: readonly ResourceInputs[], region: string): ResourceParts {
  const stack: Stack = { resources, region, machines: machinesOf(resources) };
  const untold = new Map<string, number>();
  const parts = resources.flatMap((resource) => {
    const found = rows[resource.type];
    if (found) return found(resource, stack);
    if (costs(resource.type) && !isFree(resource.type)) untold.set(resource.type, (untold.get(resource.type) ?? 0) + 1);
    return [];
  });
  return { parts: parts.filter(({ count, most }) => count > 0 || (most?.count ?? 0) > 0), untold };
}
