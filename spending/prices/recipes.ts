import type { PriceUnit } from "./book.ts";

/** How the price of a key is found in Google's catalogue, for a region that the book hasn't got yet. */
export interface Recipe {
  /** Google's service. */
  service: { id: string; description: string };
  unit: PriceUnit;
  /** Whether Google has one price for all regions, or one for each. */
  scope: "global" | "region";
  /** The descriptions that its SKU may have; places are part of them. */
  describes: RegExp;
  /** Default: "OnDemand". */
  usageType?: "OnDemand" | "Preemptible";
  /** How many rates it has, one after the other as use grows. The first counts. Default: 1. */
  rates?: number;
}

const service = (id: string, description: string) => ({ id, description });
const compute = service("6F81-5844-456A", "Compute Engine");
const kubernetes = service("CCD8-9BF1-090E", "Kubernetes Engine");
const networking = service("E505-1604-58F8", "Networking");

const machines = (family: "E2" | "N2"): Record<string, Recipe> => {
  const key = family.toLowerCase();
  const part = (spot: boolean, what: "Core" | "Ram"): Recipe => ({
    service: compute,
    unit: what === "Core" ? "hour" : "gibibyte-hour",
    scope: "region",
    describes: new RegExp(`^${spot ? "Spot Preemptible " : ""}${family} Instance ${what} running in `),
    ...(spot && { usageType: "Preemptible" }),
  });
  return {
    [`${key}-core`]: part(false, "Core"),
    [`${key}-memory`]: part(false, "Ram"),
    [`${key}-spot-core`]: part(true, "Core"),
    [`${key}-spot-memory`]: part(true, "Ram"),
  };
};

const disk = (description: string): Recipe => ({
  service: compute,
  unit: "gibibyte-month",
  scope: "region",
  describes: new RegExp(`^${description}( in .+)?$`),
});

const everywhere = (of: Recipe["service"], unit: PriceUnit, describes: RegExp, rates = 1): Recipe => ({
  service: of,
  unit,
  scope: "global",
  describes,
  ...(rates > 1 && { rates }),
});

/**
 * A recipe for every key that `consumption` names. As published by others and not yet tried on Google's own catalogue: what
 * is found by ID needs none of it, and what is not found is told.
 */
export const recipes: Readonly<Record<string, Recipe>> = {
  ...machines("E2"),
  ...machines("N2"),
  "pd-standard": disk("Storage PD Capacity"),
  "pd-balanced": disk("Balanced PD Capacity"),
  "pd-ssd": disk("SSD backed PD Capacity"),
  snapshot: disk("Storage PD Snapshot"),
  "cluster-regional": everywhere(kubernetes, "hour", /^Regional Kubernetes Clusters$/),
  "cluster-zonal": everywhere(kubernetes, "hour", /^Zonal Kubernetes Clusters$/),
  "address-machine": everywhere(compute, "hour", /^External IP Charge on a Standard VM$/),
  "address-spot-machine": everywhere(compute, "hour", /^External IP Charge on a Spot Preemptible VM$/),
  "address-unused": { service: compute, unit: "hour", scope: "region", describes: /^Static Ip Charge( in .+)?$/ },
  "forwarding-rules-minimum": everywhere(networking, "hour", /^Cloud Load Balancer Forwarding Rule Minimum Global$/),
  "forwarding-rule-additional": everywhere(
    networking,
    "hour",
    /^Cloud Load Balancer Forwarding Rule Additional Global$/,
  ),
  "load-balancer-processed": {
    service: networking,
    unit: "gibibyte",
    scope: "region",
    describes: /^Global External Application Load Balancer Outbound Data Processing for /,
  },
  "nat-machine": everywhere(networking, "hour", /^Networking Cloud Nat Gateway Uptime$/),
  "nat-address": everywhere(networking, "hour", /^Networking Cloud NAT IP Usage$/),
  "nat-processed": everywhere(networking, "gibibyte", /^Networking Cloud Nat Data Processing$/),
  "sent-between-zones": {
    service: compute,
    unit: "gibibyte",
    scope: "region",
    describes: /^Network Inter Zone Data Transfer Out$/,
  },
  "sent-to-internet": {
    service: compute,
    unit: "gibibyte",
    scope: "region",
    describes: /^Network Internet Data Transfer Out from .+ to Americas$/,
    rates: 3,
  },
  "stored-objects": {
    service: service("95FF-2EF5-5EA1", "Cloud Storage"),
    unit: "gibibyte-month",
    scope: "region",
    describes: /^Standard Storage (?!.*(Dual-region|Multi-region)).+$/,
  },
  "written-logs": everywhere(service("5490-F7B7-8DF6", "Cloud Logging"), "gibibyte", /^Log Storage cost$/),
  "secret-version": everywhere(
    service("EE82-7A5E-871C", "Secret Manager"),
    "month",
    /^Secret version replica storage$/,
  ),
  "key-version": everywhere(
    service("EE2F-D110-890C", "Cloud Key Management Service (KMS)"),
    "month",
    /^Active software symmetric key versions$/,
  ),
  "dns-zone": everywhere(service("FA26-5236-B8B5", "Cloud DNS"), "month", /^ManagedZone$/, 3),
};
