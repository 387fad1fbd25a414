import { readTypes } from "../google/inventory/assets.ts";
import type { ResourceAsset } from "../google/inventory/types.ts";
import { environmentOutputsBucket } from "../plan/names.ts";
import { isLabelled, type Leftover, leftoverOf, nameOf } from "./leftovers.ts";

/** A slot whose lease has ended, as its stacks and its project are. */
export interface Left {
  readonly slot: string;
  /** The project's ID and number. */
  readonly project: string;
  readonly number: string;
  /** How many resources the state of what ran in it still holds. */
  readonly applicationResources: number;
  /** Whether both stacks were brought up without the lease, and nobody is at work on them. */
  readonly settled: boolean;
  /** All that there is in the organisation. */
  readonly assets: readonly ResourceAsset[];
}

/** What stands in the way of giving a slot away again; nothing does when it is clean. */
export interface Remains {
  /** In words. */
  readonly words: readonly string[];
  /** What of that is deleted. */
  readonly leftovers: readonly Leftover[];
}

/** What is looked for in a slot: what guidelines look at, and what machines and clusters leave beside themselves. */
export const sweptTypes: readonly string[] = [
  ...readTypes,
  ...["Address", "BackendService", "Firewall", "ForwardingRule", "GlobalAddress", "GlobalForwardingRule", "Image"].map(
    (name) => `compute.googleapis.com/${name}`,
  ),
  ...["InstanceGroup", "InstanceGroupManager", "InstanceTemplate", "ResourcePolicy", "Router", "Snapshot"].map(
    (name) => `compute.googleapis.com/${name}`,
  ),
  "compute.googleapis.com/Subnetwork",
];

/** What the network of an environment is made of: "main", "main-us-central1", "main-allow-internal". */
const ofNetwork = /^compute\.googleapis\.com\/(Firewall|Network|Router|Subnetwork)$/;

/** Types that every project has of itself: none of them runs, and none keeps data of a lease. */
const own: ReadonlySet<string> = new Set([
  "cloudresourcemanager.googleapis.com/Project",
  "compute.googleapis.com/Route",
  "logging.googleapis.com/LogBucket",
  "logging.googleapis.com/LogSink",
]);

/** The accounts that Google makes with an API. */
const agent = /\/serviceAccounts\/\d+-compute@developer\.gserviceaccount\.com$/;

function isWarm({ type, name, data }: ResourceAsset, { project }: Left): boolean {
  if (own.has(type)) return true;
  if (ofNetwork.test(type)) return /\/main(-[a-z0-9-]+)?$/.test(name);
  if (type === "storage.googleapis.com/Bucket") return name.endsWith(`/${environmentOutputsBucket(project)}`);
  if (type !== "iam.googleapis.com/ServiceAccount") return false;
  return agent.test(name) || String(data.email).endsWith("-compute@developer.gserviceaccount.com");
}

/**
 * Finds what stands in the way of giving a slot away again. What the stacks made, they take down; what is left after that
 * is deleted where its type and its labels say that this program made it for the slot. A person looks at the rest.
 */
export function remains(left: Left): Remains {
  const { slot, project, number, settled, applicationResources } = left;
  const own = left.assets.filter(({ ancestors }) => ancestors[0] === `projects/${number}`);
  const found = own.filter((asset) => !isWarm(asset, left)).toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  // As long as a stack or a cluster may hold something, it is theirs to delete.
  const certain =
    settled &&
    applicationResources === 0 &&
    !found.some(({ type }) => type === "container.googleapis.com/Cluster") &&
    own.some(({ type, data }) => type.endsWith("/Project") && isLabelled(data, slot));
  return {
    words: [
      ...(applicationResources > 0 ? ["what ran in it is not taken down yet"] : []),
      ...(settled ? [] : ["it has not been brought up without the lease yet"]),
      ...found.map(nameOf),
    ],
    leftovers: certain ? found.flatMap((asset) => leftoverOf(asset, slot, { id: project, number }) ?? []) : [],
  };
}
