import { type GoogleClient, GoogleError } from "../client.ts";

/** Something that is there already. */
export interface Existing {
  /** The ID by which the engine imports it. */
  id: string;
  /** When it was made, in milliseconds since the epoch, where the API tells. */
  createdAt?: number;
}

/** A resource as an API shows it. */
export type Item = Record<string, unknown>;

/** The inputs of a resource, as the engine remembers them. */
export type Inputs = Record<string, unknown>;

/** Fills `{name}` with an input; undefined when one is missing. */
export function fill(template: string, inputs: Inputs): string | undefined {
  let complete = true;
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = inputs[name];
    if (typeof value !== "string" && typeof value !== "number") complete = false;
    return String(value);
  });
  return complete ? filled : undefined;
}

/** The moment in a member of an item, whatever API it is of. */
function createdAt(item: Item): number | undefined {
  const record = item.creationRecord as { mutateTime?: string } | undefined;
  const time = item.createTime ?? item.creationTimestamp ?? item.timeCreated ?? item.creationTime ?? record?.mutateTime;
  const parsed = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (!Number.isNaN(parsed)) return parsed;
  // A budget tells only when it was last written, in microseconds, by its etag.
  return /^\d{16}$/.test(String(item.etag)) ? Number(item.etag) / 1000 : undefined;
}

/** What an item is to the engine. */
export function existing(id: string, item: Item): Existing {
  const time = createdAt(item);
  return { id, ...(time !== undefined && { createdAt: time }) };
}

/** Asks for an item; undefined when there is none, or none that we may see. */
export async function ask(client: GoogleClient, host: string, path: string): Promise<Item | undefined> {
  try {
    return await client.request<Item>(host, path);
  } catch (error) {
    if (error instanceof GoogleError && (error.code === 404 || error.code === 403)) return undefined;
    throw error;
  }
}
