import { readTypes } from "../google/inventory/assets.ts";
import type { ResourceAsset } from "../google/inventory/types.ts";
import { environmentOutputsBucket } from "../plan/names.ts";

/** A slot whose lease has ended, as its stacks and its project are. */
export interface Left {
  /** The project's ID and number. */
  readonly project: string;
  readonly number: string;
  /** How many resources the state of what ran in it still holds. */
  readonly applicationResources: number;
  /** Whether its own stack has been brought up since the lease ended. */
  readonly environmentIsUp: boolean;
  /** All that there is in the organisation. */
  readonly assets: readonly ResourceAsset[];
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
 * What stands in the way of giving a slot away again, in words; none when it is clean. What the stacks made, they take
 * down; what else is found isn't certainly the lease's, and a person looks at it: nothing is deleted here.
 */
export function remains(left: Left): string[] {
  const found = left.assets
    .filter(({ ancestors }) => ancestors[0] === `projects/${left.number}`)
    .filter((asset) => !isWarm(asset, left))
    .map(({ name, type }) => `${type.replace(".googleapis.com/", " ")} ${name.slice(name.lastIndexOf("/") + 1)}`);
  return [
    ...(left.applicationResources > 0 ? ["what ran in it is not taken down yet"] : []),
    ...(left.environmentIsUp ? [] : ["it has not been brought up without the lease yet"]),
    ...found.toSorted(),
  ];
}
