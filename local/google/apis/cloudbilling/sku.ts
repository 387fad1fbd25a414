import { createHash } from "node:crypto";
import type { Service } from "./services.ts";

/** A SKU before it is put in Google's words. */
export interface LocalSku {
  /** Default: made of the rest. */
  id?: string;
  description: string;
  family: "Compute" | "Storage" | "Network" | "ApplicationServices";
  group: string;
  usageType?: "OnDemand" | "Preemptible" | "Commit1Yr" | "Commit3Yr";
  /** None: everywhere. */
  regions?: readonly string[];
  unit: "h" | "GiBy.h" | "GiBy.mo" | "GiBy" | "mo";
  /** From so much on, so many nanos of a dollar. */
  rates: readonly (readonly [from: number, nanos: number])[];
  /** RFC 3339. */
  effective: string;
}

const units = {
  h: ["hour", "s", "second", 3600],
  "GiBy.h": ["gibibyte hour", "By.s", "byte second", 2 ** 30 * 3600],
  "GiBy.mo": ["gibibyte month", "By.s", "byte second", 2 ** 30 * 3600 * 24 * 30.4166666667],
  GiBy: ["gibibyte", "By", "byte", 2 ** 30],
  mo: ["month", "s", "second", 3600 * 24 * 30.4166666667],
} as const;

/** What a dollar is in other currencies here: for trying them out, and no rates of any day. */
const rates: Readonly<Record<string, number>> = { USD: 1, EUR: 0.875, GBP: 0.75, JPY: 150 };

/** What a dollar is in a currency; undefined for one that is not known. */
export const rateOf = (currency: string): number | undefined => rates[currency];

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12).toUpperCase();
const madeId = (text: string): string => hash(text).replaceAll(/(.{4})(?=.)/g, "$1-");

function moneyOf(nanos: number, currency: string, rate: number): object {
  const all = Math.round(nanos * rate);
  return { currencyCode: currency, units: String(Math.floor(all / 1e9)), nanos: all % 1e9 };
}

/** A SKU as the catalogue answers it. */
export function skuView(service: Service, sku: LocalSku, currency: string): object {
  const id = sku.id ?? madeId(`${service.id} ${sku.description} ${sku.usageType} ${sku.regions?.join()}`);
  const rate = rateOf(currency)!;
  const [usageUnitDescription, baseUnit, baseUnitDescription, baseUnitConversionFactor] = units[sku.unit];
  const regions = sku.regions ?? [];
  return {
    name: `services/${service.id}/skus/${id}`,
    skuId: id,
    description: sku.description,
    category: {
      serviceDisplayName: service.displayName,
      resourceFamily: sku.family,
      resourceGroup: sku.group,
      usageType: sku.usageType ?? "OnDemand",
    },
    serviceRegions: regions.length > 0 ? regions : ["global"],
    pricingInfo: [
      {
        summary: "",
        pricingExpression: {
          usageUnit: sku.unit,
          displayQuantity: 1,
          tieredRates: sku.rates.map(([startUsageAmount, nanos]) => ({
            startUsageAmount,
            unitPrice: moneyOf(nanos, currency, rate),
          })),
          usageUnitDescription,
          baseUnit,
          baseUnitDescription,
          baseUnitConversionFactor,
        },
        ...(sku.rates.length > 1 && {
          aggregationInfo: { aggregationLevel: "ACCOUNT", aggregationInterval: "MONTHLY", aggregationCount: 1 },
        }),
        currencyConversionRate: rate,
        effectiveTime: sku.effective,
      },
    ],
    serviceProviderName: "Google",
    geoTaxonomy:
      regions.length === 0 ? { type: "GLOBAL" } : { type: regions.length > 1 ? "MULTI_REGIONAL" : "REGIONAL", regions },
  };
}
