import { type Consumption, hoursPerMonth } from "./book.ts";
import { machineSize } from "./machine-size.ts";
import type { AddressThing, ForwardingRuleThing, MachineThing, Thing, UsageKind } from "./things.ts";

const monthly = (key: string, amount = 1): Consumption => ({ key, perHour: amount / hoursPerMonth });
const hourly = (key: string, amount = 1): Consumption => ({ key, perHour: amount });

/** A type that isn't known has a key that no book has, so that it shows as not priced. */
function ofMachine({ machineType, spot }: MachineThing): Consumption[] {
  const size = machineSize(machineType);
  if (!size) return [hourly(`machine ${machineType}`)];
  const family = spot ? `${size.family}-spot` : size.family;
  return [hourly(`${family}-core`, size.cores), hourly(`${family}-memory`, size.memoryGibibytes)];
}

/** Addresses of load balancers are free while they are in use. */
const addressKeys: Record<AddressThing["use"], string | undefined> = {
  machine: "address-machine",
  "spot-machine": "address-spot-machine",
  "forwarding-rule": undefined,
  none: "address-unused",
};

/** The rules that one minimum covers. */
const rulesOfMinimum = 5;

function ofRules({ rules = 1 }: ForwardingRuleThing): Consumption[] {
  if (rules <= 0) return [];
  const more = Math.max(0, rules - rulesOfMinimum);
  return [hourly("forwarding-rules-minimum"), ...(more > 0 ? [hourly("forwarding-rule-additional", more)] : [])];
}

/** The machines that a gateway is billed for at most. Google's own cap is 0.044 an hour, which is a little less than 32. */
const machinesOfNat = 32;

const usageKeys: Record<UsageKind, string> = {
  "stored-objects": "stored-objects",
  "sent-to-internet": "sent-to-internet",
  "sent-by-nat": "nat-processed",
  "sent-between-zones": "sent-between-zones",
  "processed-by-load-balancer": "load-balancer-processed",
  "written-logs": "written-logs",
};

/** Gibibytes that are kept are stated for a month, and those that move are stated in a month: both are spread over it. */
const ofUsage = (of: UsageKind, gibibytes: number): Consumption[] => [monthly(usageKeys[of], gibibytes)];

/** What depends on use, at the least and at the most; the same twice for all else. */
export function consumptionRange(thing: Thing): { low: Consumption[]; high: Consumption[] } {
  if (thing.kind === "usage") return { low: ofUsage(thing.of, thing.low), high: ofUsage(thing.of, thing.high) };
  const both = consumption(thing);
  return { low: both, high: both };
}

/**
 * What a thing consumes an hour, as long as it is there. Of what depends on use: the middle between least and most.
 * Keys are those of the price book; one that the book hasn't got is not priced, and must not be taken for free.
 */
export function consumption(thing: Thing): Consumption[] {
  switch (thing.kind) {
    case "machine":
      return ofMachine(thing);
    case "disk":
      return [monthly(thing.diskType, thing.gigabytes)];
    case "snapshot":
      return [monthly("snapshot", thing.gigabytes)];
    case "cluster":
      return [hourly(thing.zonal ? "cluster-zonal" : "cluster-regional")];
    case "address": {
      const key = addressKeys[thing.use];
      return key ? [hourly(key)] : [];
    }
    case "forwarding-rule":
      return ofRules(thing);
    case "nat-gateway":
      return [hourly("nat-machine", Math.min(thing.machines, machinesOfNat)), hourly("nat-address")];
    case "usage":
      return ofUsage(thing.of, (thing.low + thing.high) / 2);
    case "secret-version":
    case "key-version":
    case "dns-zone":
      return [monthly(thing.kind)];
  }
}
