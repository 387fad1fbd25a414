import { type Call, param } from "../../core/call.ts";
import { invalid, notFound } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import { services } from "./services.ts";
import { rateOf, skuView } from "./sku.ts";
import { makeSkus } from "./skus.ts";

const sizes = { defaultSize: 5000, maximumSize: 5000 };

/** Made when somebody asks first: hardly anybody does. */
let skus: ReturnType<typeof makeSkus> | undefined;

function listServices(call: Call): object {
  const { items, ...token } = page([...services], call.query, sizes);
  return {
    services: items.map(({ id, displayName }) => ({
      name: `services/${id}`,
      serviceId: id,
      displayName,
      businessEntityName: "businessEntities/GCP",
    })),
    ...token,
  };
}

function listSkus(call: Call): object {
  const service = services.find(({ id }) => id === param(call, "service"));
  if (!service) throw notFound("Requested entity was not found.");
  const currency = call.query.get("currencyCode") || "USD";
  if (rateOf(currency) === undefined) throw invalid("Request contains an invalid argument.");
  skus ??= makeSkus();
  const { items, ...token } = page([...(skus.get(service.id) ?? [])], call.query, sizes);
  return { skus: items.map((sku) => skuView(service, sku, currency)), ...token };
}

/** The catalogue of prices. */
export const catalogueRoutes: Route[] = [
  { id: "services.list", method: "GET", path: "/v1/services", handle: listServices },
  { id: "services.skus.list", method: "GET", path: "/v1/services/{service}/skus", handle: listSkus },
];

/** Its enums, for Google's clients, which want numbers. */
export const catalogueEnums = {
  type: { TYPE_UNSPECIFIED: 0, GLOBAL: 1, REGIONAL: 2, MULTI_REGIONAL: 3 },
  aggregationLevel: { AGGREGATION_LEVEL_UNSPECIFIED: 0, ACCOUNT: 1, PROJECT: 2 },
  aggregationInterval: { AGGREGATION_INTERVAL_UNSPECIFIED: 0, DAILY: 1, MONTHLY: 2 },
};
