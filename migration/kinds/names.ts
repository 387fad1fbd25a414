import type { ResourceAsset } from "../../google/inventory/types.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The last part of a resource's name. */
export const shortName = ({ name }: Pick<ResourceAsset, "name">): string => name.slice(name.lastIndexOf("/") + 1);

/** The path of a thing of Compute Engine, whatever stands before it: "projects/p/zones/z/disks/d". */
export const pathOf = (name: string): string => name.slice(Math.max(name.indexOf("projects/"), 0));

/** A text that a resource says of itself; "" where it says none. */
export const field = ({ data }: ResourceAsset, key: string): string => text(data[key]);

/** The part of a name after a word: "us-central1" of "…/locations/us-central1/…". */
export function after({ name, data }: ResourceAsset, word: string): string {
  const found = new RegExp(`/${word}/([^/]+)`).exec(`${name} ${text(data.selfLink)}`);
  return found?.[1] ?? "";
}

/** Where a resource is: a zone, a region, a location, or the one that it names. */
export const placeOf = (asset: ResourceAsset): string =>
  after(asset, "zones") || after(asset, "regions") || after(asset, "locations") || field(asset, "location");
