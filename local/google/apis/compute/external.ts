import type { Cloud } from "../../core/cloud.ts";
import { ApiError } from "../../core/errors.ts";
import { nth, parseRange } from "./ranges.ts";

/** The ranges that are kept for documentation: nothing can really be reached there. */
const pools = ["203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"].map((text) => parseRange(text)!);

const prefix = "external-addresses/";

/** The document that says who holds an external address. */
export const holding = (address: string) => prefix + address;

/** Who holds an external address, by relative name. */
export const holderOf = (cloud: Cloud, address: string): string | undefined =>
  cloud.store.get<{ holder: string }>(holding(address))?.holder;

/** Gives an external address to an owner: the next that nobody has, so that one isn't used again at once. */
export function takeExternalAddress(cloud: Cloud, holder: string): string {
  const taken = new Set(cloud.store.list(prefix).map(({ name }) => name));
  const last = cloud.store.get<{ next: number }>("settings/external-addresses")?.next ?? 1;
  const size = pools.length * 254;
  for (let tries = 0; tries < size; tries++) {
    const at = (last - 1 + tries) % size;
    const address = nth(pools[Math.floor(at / 254)]!, 1 + (at % 254));
    if (taken.has(holding(address))) continue;
    cloud.store.put("settings/external-addresses", { next: at + 2 });
    cloud.store.put(holding(address), { holder });
    return address;
  }
  throw new ApiError("PERMISSION_DENIED", `Quota 'IN_USE_ADDRESSES' exceeded.  Limit: ${size}.0 globally.`, {
    reason: "quotaExceeded",
    domain: "usageLimits",
  });
}
