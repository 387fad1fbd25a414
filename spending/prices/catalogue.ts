import type { protos } from "@google-cloud/billing";
import { endpoint } from "../../google/client.ts";
import { UserError } from "../../spec/problem.ts";
import type { Nanos } from "../money.ts";

/** A SKU of Google's catalogue, as far as prices need it. */
export interface Sku {
  id: string;
  description: string;
  usageType: string;
  /** The regions that it holds in. */
  regions: readonly string[];
  /** Whether it holds everywhere. */
  global: boolean;
  /** As UCUM writes units: "h", "GiBy.mo". */
  unit: string;
  currency: string;
  /** From so much on, each costs so much. In the order of use. */
  rates: readonly { from: number; price: Nanos }[];
}

/** What is read of the catalogue: the SKUs of a service at a time. */
export interface Catalogue {
  skus(service: string, currency: string): Promise<Sku[]>;
}

type Message = protos.google.cloud.billing.v1.ISku;

const number = (value: unknown): number => Number(value ?? 0);

/** Reads a SKU; the newest of its prices counts. */
export function skuOf({ skuId, description, category, serviceRegions, pricingInfo, geoTaxonomy }: Message): Sku {
  const { usageUnit, tieredRates } = pricingInfo?.at(-1)?.pricingExpression ?? {};
  const rates = (tieredRates ?? []).map(({ startUsageAmount, unitPrice }) => ({
    from: number(startUsageAmount),
    price: number(unitPrice?.units) * 1e9 + number(unitPrice?.nanos),
  }));
  return {
    id: skuId ?? "",
    description: description ?? "",
    usageType: category?.usageType ?? "",
    regions: serviceRegions ?? [],
    global:
      geoTaxonomy?.type === "GLOBAL" || number(geoTaxonomy?.type) === 1 || serviceRegions?.includes("global") === true,
    unit: usageUnit ?? "",
    currency: tieredRates?.[0]?.unitPrice?.currencyCode ?? "",
    rates: rates.toSorted((a, b) => a.from - b.from),
  };
}

/** What passes, as gRPC numbers it, and as HTTP does, which is what the client tells by REST. */
const passing = [4, 8, 14, 429, 500, 502, 503, 504];

/** A whole read, with what is tried again. */
const retry = {
  retryCodes: passing,
  backoffSettings: {
    initialRetryDelayMillis: 200,
    retryDelayMultiplier: 2,
    maxRetryDelayMillis: 10_000,
    initialRpcTimeoutMillis: 60_000,
    rpcTimeoutMultiplier: 1,
    maxRpcTimeoutMillis: 60_000,
    totalTimeoutMillis: 60_000,
  },
};

/** What Google said, where it said something. */
function saidBy(error: unknown): string {
  const { message, response } = error as { message?: string; response?: { data?: { error?: { message?: string } } } };
  try {
    return (JSON.parse(message ?? "") as { error: { message: string } }).error.message;
  } catch {
    return response?.data?.error?.message ?? message ?? String(error);
  }
}

const unreadable = (service: string, error: unknown): UserError =>
  new UserError(
    `The prices of the service ${service} can't be read from the Cloud Billing Catalog: ${saidBy(error)}\n` +
      "→ It needs credentials of anybody (`gcloud auth application-default login`), and a currency that Google has.",
    [],
    { cause: error },
  );

/** How the catalogue is read. */
export interface Reading {
  /** SKUs a page. Default: 5,000, the most that Google gives. */
  pageSize?: number;
  /** Told after each page how many SKUs of a service there are by now. */
  onPage?(service: string, count: number): void;
}

/** Google's catalogue of prices, wherever the environment says that it is. */
export async function googleCatalogue(
  environment: NodeJS.ProcessEnv = process.env,
  { pageSize = 5000, onPage }: Reading = {},
): Promise<Catalogue> {
  const [{ CloudCatalogClient }, { OAuth2Client }] = await Promise.all([
    import("@google-cloud/billing"),
    import("google-auth-library"),
  ]);
  const base = new URL(endpoint("cloudbilling.googleapis.com", environment));
  const token = environment.GOOGLE_OAUTH_ACCESS_TOKEN;
  const authClient = token ? new OAuth2Client({ credentials: { access_token: token } }) : undefined;
  const client = new CloudCatalogClient({
    // REST: so that the endpoint can be any.
    fallback: true,
    apiEndpoint: base.hostname,
    port: Number(base.port) || (base.protocol === "http:" ? 80 : 443),
    protocol: base.protocol.replace(":", ""),
    ...(authClient && { authClient: authClient as never }),
  });
  return {
    async skus(service, currencyCode) {
      const found: Sku[] = [];
      let pageToken: string | undefined;
      do {
        const asked = { parent: `services/${service}`, currencyCode, pageSize, ...(pageToken && { pageToken }) };
        const [skus, , answer] = await client
          .listSkus(asked, { autoPaginate: false, retry })
          .catch((error) => Promise.reject(unreadable(service, error)));
        for (const sku of skus) found.push(skuOf(sku));
        onPage?.(service, found.length);
        pageToken = answer?.nextPageToken || undefined;
      } while (pageToken !== undefined);
      return found;
    },
  };
}
