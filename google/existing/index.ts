import type { GoogleClient } from "../client.ts";
import { ask, type Existing, existing, fill, type Inputs } from "./item.ts";
import { listed } from "./listed.ts";
import { named } from "./named.ts";

/**
 * Looks whether a resource that is about to be made is there already. Types that can be made again without harm (members
 * of policies, objects of buckets) are never found.
 */
export async function findExisting(client: GoogleClient, type: string, inputs: Inputs): Promise<Existing | undefined> {
  const byName = named[type];
  if (byName) {
    const [path, id] = [fill(byName.path, inputs), fill(byName.id, inputs)];
    if (path === undefined || id === undefined) return undefined;
    const item = await ask(client, byName.host, path);
    return item && (byName.there?.(item, inputs) ?? true) ? existing(id, item) : undefined;
  }
  return listed[type]?.(client, inputs);
}
