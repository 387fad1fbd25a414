import type { Price, PriceUnit } from "../../../../spending/prices/book.ts";
import { loadBook } from "../../../../spending/prices/load.ts";
import type { LocalSku } from "./sku.ts";

const unitOf: Record<PriceUnit, LocalSku["unit"]> = {
  hour: "h",
  "gibibyte-hour": "GiBy.h",
  "gibibyte-month": "GiBy.mo",
  gibibyte: "GiBy",
  month: "mo",
};

/** Where Google has more than one rate: what is free at first, and what comes after the first that is charged. */
const steps: Readonly<Record<string, { free?: number; more?: readonly (readonly [from: number, share: number])[] }>> = {
  "pd-standard": { free: 30 },
  "stored-objects": { free: 5 },
  "written-logs": { free: 50 },
  "address-machine": { free: 720 },
  "address-unused": { free: 1 },
  "secret-version": { free: 6 },
  "sent-to-internet": {
    free: 1,
    more: [
      [1024, 11 / 12],
      [10_240, 8 / 12],
    ],
  },
  "dns-zone": {
    more: [
      [25, 0.5],
      [10_000, 0.15],
    ],
  },
};

function ratesOf({ key, price }: Price): LocalSku["rates"] {
  const { free = 0, more = [] } = steps[key] ?? {};
  const later = more.map(([from, share]) => [from, Math.round(price * share)] as const);
  return [...(free > 0 ? [[0, 0] as const] : []), [free, price], ...later];
}

/** The regions that have Iowa's price, as they share its SKUs. */
const americas = ["us-central1", "us-east1", "us-west1"];

const familyOf = ({ key, unit }: Price): Pick<LocalSku, "family" | "group"> => {
  if (/-(core|memory)$/.test(key)) return { family: "Compute", group: unit === "hour" ? "CPU" : "RAM" };
  if (/^(pd-|snapshot|stored)/.test(key)) return { family: "Storage", group: key === "pd-ssd" ? "SSD" : "PDStandard" };
  if (/^(address|forwarding|nat|sent)/.test(key)) return { family: "Network", group: "IpAddress" };
  return { family: "ApplicationServices", group: "Ops" };
};

const effectiveOf = (day: string): string => `${day}T07:00:00Z`;

/** A price of the book as the SKU that it was read from. */
const skuOfPrice = (price: Price): LocalSku => ({
  id: price.sku.id,
  description: price.sku.description,
  ...familyOf(price),
  ...(price.region !== "global" && { regions: price.region === "us-central1" ? americas : [price.region] }),
  unit: unitOf[price.unit],
  rates: ratesOf(price),
  effective: effectiveOf(price.asOf),
});

/** Other places, as Google names them in descriptions, with how much dearer they are made out to be here. */
const places: readonly (readonly [name: string, region: string, factor: number])[] = [
  ["Belgium", "europe-west1", 1.1],
  ["Frankfurt", "europe-west3", 1.29],
  ["Hamina", "europe-north1", 1.1],
  ["Jakarta", "asia-southeast2", 1.34],
  ["Las Vegas", "us-west4", 1.13],
  ["London", "europe-west2", 1.29],
  ["Los Angeles", "us-west2", 1.2],
  ["Madrid", "europe-southwest1", 1.18],
  ["Milan", "europe-west8", 1.16],
  ["Montreal", "northamerica-northeast1", 1.1],
  ["Mumbai", "asia-south1", 1.2],
  ["Netherlands", "europe-west4", 1.1],
  ["Osaka", "asia-northeast2", 1.28],
  ["Paris", "europe-west9", 1.16],
  ["Salt Lake City", "us-west3", 1.2],
  ["Sao Paulo", "southamerica-east1", 1.59],
  ["Seoul", "asia-northeast3", 1.28],
  ["Singapore", "asia-southeast1", 1.23],
  ["Sydney", "australia-southeast1", 1.42],
  ["Tokyo", "asia-northeast1", 1.28],
  ["Virginia", "us-east4", 1.13],
  ["Warsaw", "europe-central2", 1.29],
  ["Zurich", "europe-west6", 1.4],
];

/** Families whose descriptions are like those that are looked for. */
const families = [
  "A2",
  "C2D AMD",
  "C3",
  "C4",
  "E2",
  "E2 Custom",
  "N1 Predefined",
  "N2",
  "N2 Custom",
  "N2D AMD",
  "T2D AMD",
];

type Variant = readonly [before: string, usageType: NonNullable<LocalSku["usageType"]>, after: string, share: number];
const variants: readonly Variant[] = [
  ["", "OnDemand", "", 1],
  ["Spot Preemptible ", "Preemptible", "", 0.4],
  ["Commitment v1: ", "Commit1Yr", " for 1 Year", 0.63],
  ["Commitment v1: ", "Commit3Yr", " for 3 Year", 0.45],
  ["Sole Tenancy ", "OnDemand", "", 1.1],
  ["Reserved ", "OnDemand", "", 1],
];

/** Machines of many kinds everywhere: what a refresh must not take for those that it looks for. */
function otherMachines(effective: string): LocalSku[] {
  const [core, memory] = [23_000_000, 3_100_000];
  const everywhere = [
    ["Americas", americas, 1] as const,
    ...places.map(([name, region, factor]) => [name, [region], factor] as const),
  ];
  return everywhere.flatMap(([place, regions, factor]) =>
    families.flatMap((family) =>
      variants.flatMap(([before, usageType, after, share]) =>
        (["Core", "Ram"] as const).map((what): LocalSku => {
          const price = Math.round((what === "Core" ? core : memory) * factor * share);
          return {
            description: `${before}${family} Instance ${what} running in ${place}${after}`,
            family: "Compute",
            group: what === "Core" ? "CPU" : "RAM",
            usageType,
            regions,
            unit: what === "Core" ? "h" : "GiBy.h",
            rates: [[0, price]],
            effective,
          };
        }),
      ),
    ),
  );
}

const disks: readonly (readonly [description: string, nanos: number])[] = [
  ["Balanced PD Capacity", 100_000_000],
  ["Extreme PD Capacity", 125_000_000],
  ["Regional Balanced PD Capacity", 200_000_000],
  ["Regional SSD backed PD Capacity", 340_000_000],
  ["Regional Storage PD Capacity", 80_000_000],
  ["SSD backed PD Capacity", 170_000_000],
  ["Storage PD Capacity", 40_000_000],
  ["Storage PD Snapshot", 50_000_000],
];

/** Disks everywhere, and those of Iowa that are named almost as the ones that are looked for. */
function otherDisks(effective: string): LocalSku[] {
  const sku = (description: string, nanos: number, regions: readonly string[]): LocalSku => ({
    description,
    family: "Storage",
    group: description.includes("SSD") ? "SSD" : "PDStandard",
    regions,
    unit: "GiBy.mo",
    rates: [[0, Math.round(nanos)]],
    effective,
  });
  const abroad = places.flatMap(([place, region, factor]) =>
    disks.map(([description, nanos]) => sku(`${description} in ${place}`, nanos * factor, [region])),
  );
  const alike = disks
    .filter(([description]) => /^(Regional|Extreme)/.test(description))
    .map(([description, nanos]) => sku(description, nanos, americas));
  return [...abroad, ...alike];
}

/** What the book has no price of, because none is known: here it would get one that is made up. */
const unknownHere = /^Spot Preemptible (E2|N2) Instance (Core|Ram) running in Americas$/;

/**
 * The SKUs of each service, by its ID: those of the price book, so that what is refreshed is as it was, between thousands
 * that are like them and none of which is Google's.
 */
export function makeSkus(): ReadonlyMap<string, readonly LocalSku[]> {
  const { prices } = loadBook();
  const own = Map.groupBy(prices, ({ service }) => service.id);
  const newest = effectiveOf(
    prices
      .map(({ asOf }) => asOf)
      .toSorted()
      .at(-1)!,
  );
  const known = new Set(prices.map(({ sku }) => sku.description));
  const others: readonly (readonly [string, LocalSku[]])[] = [
    ["6F81-5844-456A", [...otherMachines(newest), ...otherDisks(newest)]],
  ];
  const found = new Map([...own].map(([id, each]) => [id, each.map(skuOfPrice)]));
  for (const [id, more] of others) {
    const fresh = more.filter(({ description }) => !known.has(description) && !unknownHere.test(description));
    // Not at the end: whoever reads the first page alone is to miss some.
    found.set(id, [...fresh.slice(0, -20), ...(found.get(id) ?? []), ...fresh.slice(-20)]);
  }
  return found;
}
