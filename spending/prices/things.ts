/** A machine, of a cluster or by itself, as long as it runs. */
export interface MachineThing {
  kind: "machine";
  /** "e2-standard-8" */
  machineType: string;
  spot?: boolean;
}

/** A persistent disk or what is kept of one, as long as it is there, whether or not it is used. */
export interface DiskThing {
  kind: "disk" | "snapshot";
  diskType: "pd-standard" | "pd-balanced" | "pd-ssd";
  gigabytes: number;
}

/** The control plane of a GKE cluster. */
export interface ClusterThing {
  kind: "cluster";
  /** Whether it is in one zone; both cost the same, as different SKUs. Default: false. */
  zonal?: boolean;
}

/** An external IPv4 address: used by a machine or load balancer, or only reserved. */
export interface AddressThing {
  kind: "address";
  use: "machine" | "spot-machine" | "forwarding-rule" | "none";
}

/** The rules of a project's global load balancers, together: the first five cost as much as one. */
export interface ForwardingRuleThing {
  kind: "forwarding-rule";
  /** Default: 1. */
  rules?: number;
}

/** A gateway by which machines without an address of their own get out, with one address of its own. */
export interface NatThing {
  kind: "nat-gateway";
  /** How many use it. */
  machines: number;
}

/** What depends on what people do: amounts a month, from the least to the most that is likely. */
export interface UsageThing {
  kind: "usage";
  of: UsageKind;
  low: number;
  high: number;
}

/** Gibibytes a month, each. */
export type UsageKind =
  | "stored-objects"
  | "sent-to-internet"
  | "sent-by-nat"
  | "sent-between-zones"
  | "processed-by-load-balancer"
  | "written-logs";

/** What costs something small by the piece. */
export interface PieceThing {
  kind: "secret-version" | "key-version" | "dns-zone";
}

/** Something that costs money, whoever knows of it: a plan, an inventory of what runs, or the local cloud. */
export type Thing =
  | MachineThing
  | DiskThing
  | ClusterThing
  | AddressThing
  | ForwardingRuleThing
  | NatThing
  | UsageThing
  | PieceThing;

/** A thing, where it is and whose. */
export interface PlacedThing {
  /** The name of the resource, as its API has it, or as the plan calls it. */
  name: string;
  /** "us-central1" */
  region: string;
  thing: Thing;
}
