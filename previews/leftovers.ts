import { type GoogleClient, GoogleError } from "../google/client.ts";
import type { Item } from "../google/inventory/answer.ts";
import type { ResourceAsset } from "../google/inventory/types.ts";
import { labelValue } from "../plan/labels.ts";

/** Something in a slot's project that a lease left behind and that is deleted. */
export interface Leftover {
  readonly slot: string;
  /** What it is, for people: "compute Disk data". */
  readonly what: string;
  readonly host: string;
  /** Where it is read and deleted. */
  readonly path: string;
}

/** What became of a leftover. */
export type Taken =
  | { readonly state: "deleted" | "gone" }
  /** `why`: in words. */
  | { readonly state: "kept"; readonly why: string };

const compute = (collection: string) => ({ api: "compute", before: "/compute/v1", own: `projects/P/${collection}` });

/**
 * The types that are deleted: each carries our labels, is told by its API whether something uses it, and takes nothing else
 * with it. A cluster, a bucket with objects or a rule of a network isn't among them: a person looks at those.
 */
const types: Readonly<Record<string, { api: string; before: string; own: string }>> = {
  "compute.googleapis.com/Address": compute("regions/*/addresses"),
  "compute.googleapis.com/Disk": compute("zones/*/disks"),
  "compute.googleapis.com/GlobalAddress": compute("global/addresses"),
  "compute.googleapis.com/Instance": compute("zones/*/instances"),
  "compute.googleapis.com/RegionDisk": compute("regions/*/disks"),
  "compute.googleapis.com/Snapshot": compute("global/snapshots"),
  "secretmanager.googleapis.com/Secret": { api: "secretmanager", before: "/v1", own: "projects/P/secrets" },
};

/** Whether something carries the labels that this program gives to what it makes for a slot. */
export function isLabelled({ labels }: Item, slot: string): boolean {
  const { "managed-by": by, "environment-name": name } = (labels ?? {}) as Record<string, unknown>;
  return by === "sourcegraph-distribution" && name === labelValue(slot);
}

/**
 * Whether something is the disk of a volume of Kubernetes, by what GKE's driver writes there. A slot has no cluster but that
 * of its lease, and a disk is left where the cluster went before the driver was done.
 */
function isOfVolume({ name, description }: Item): boolean {
  try {
    const made = JSON.parse(String(description)) as Record<string, unknown> | null;
    return /^pvc-/.test(String(name)) && made?.["storage.gke.io/created-by"] === "pd.csi.storage.gke.io";
  } catch {
    return false;
  }
}

/** Whether a lease left it: it was made for the slot by this program, or by the lease's cluster. */
const isOfLease = (item: Item, slot: string): boolean => isLabelled(item, slot) || isOfVolume(item);

/** What an asset is, for people. */
export const nameOf = ({ type, name }: ResourceAsset): string =>
  `${type.replace(".googleapis.com/", " ")} ${name.slice(name.lastIndexOf("/") + 1)}`;

/** What is deleted of an asset of a slot's project; undefined where a person has to look at it. `project`: its ID and number. */
export function leftoverOf(
  asset: ResourceAsset,
  slot: string,
  project: { readonly id: string; readonly number: string },
): Leftover | undefined {
  const type = types[asset.type];
  if (!type || !isOfLease(asset.data, slot)) return undefined;
  const host = `${type.api}.googleapis.com`;
  const pattern = type.own.replace("/P/", `/(?:${project.id}|${project.number})/`).replace("*", "[a-z0-9-]+");
  const path = new RegExp(`^//${host.replaceAll(".", "\\.")}(/${pattern}/[\\w-]+)$`).exec(asset.name)?.[1];
  return path === undefined ? undefined : { slot, what: nameOf(asset), host, path: `${type.before}${path}` };
}

/** Why something isn't deleted, as it is now; undefined where it is. */
function whyKept(item: Item, slot: string): string | undefined {
  const { users, deletionProtection } = item;
  if (!isOfLease(item, slot)) return "its labels say by now that it is something else";
  if (deletionProtection === true) return "it is protected against deletion";
  return Array.isArray(users) && users.length > 0 ? "something uses it" : undefined;
}

/** Deletes what a lease left behind, after a last look at it. That it ends is seen by the next run. */
export async function takeAway(google: GoogleClient, { slot, host, path }: Leftover): Promise<Taken> {
  try {
    const why = whyKept(await google.request<Item>(host, path), slot);
    if (why !== undefined) return { state: "kept", why };
    await google.request(host, path, { method: "DELETE" });
    return { state: "deleted" };
  } catch (error) {
    // The inventory is some minutes late.
    if (error instanceof GoogleError && error.code === 404) return { state: "gone" };
    throw error;
  }
}
