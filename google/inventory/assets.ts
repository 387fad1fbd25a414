import type { GoogleClient } from "../client.ts";
import { type Item, isItem, list, UnreadableAnswer } from "./answer.ts";
import type { Asset, Binding, PolicyAsset, ResourceAsset } from "./types.ts";

const host = "cloudasset.googleapis.com";

/** The types of resources that are read. All would be too many: every object of every cluster is an asset. */
export const readTypes: readonly string[] = [
  ...["Folder", "Organization", "Project", "TagBinding", "TagKey", "TagValue"].map(
    (name) => `cloudresourcemanager.googleapis.com/${name}`,
  ),
  ...["Disk", "Instance", "Network", "RegionDisk"].map((name) => `compute.googleapis.com/${name}`),
  ...["ServiceAccount", "ServiceAccountKey"].map((name) => `iam.googleapis.com/${name}`),
  ...["CloudFunction", "Function"].map((name) => `cloudfunctions.googleapis.com/${name}`),
  ...["BuildTrigger", "WorkerPool"].map((name) => `cloudbuild.googleapis.com/${name}`),
  ...["Job", "Service"].map((name) => `run.googleapis.com/${name}`),
  ...["LogBucket", "LogSink"].map((name) => `logging.googleapis.com/${name}`),
  "alloydb.googleapis.com/Cluster",
  "artifactregistry.googleapis.com/Repository",
  "bigquery.googleapis.com/Dataset",
  "bigtableadmin.googleapis.com/Instance",
  "cloudkms.googleapis.com/CryptoKey",
  "container.googleapis.com/Cluster",
  "dns.googleapis.com/ManagedZone",
  "file.googleapis.com/Instance",
  "firestore.googleapis.com/Database",
  "pubsub.googleapis.com/Topic",
  "redis.googleapis.com/Instance",
  "secretmanager.googleapis.com/Secret",
  "spanner.googleapis.com/Instance",
  "sqladmin.googleapis.com/Instance",
  "storage.googleapis.com/Bucket",
];

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

function assetOf(call: string, { name, assetType, ancestors }: Item): Asset {
  if (typeof name !== "string" || typeof assetType !== "string" || !isTexts(ancestors)) {
    throw new UnreadableAnswer(call, "an asset without name, assetType or ancestors", "all three");
  }
  return { name, type: assetType, ancestors };
}

/** The bindings of a policy; one without any has none of that member. */
export function bindingsOf(call: string, policy: Item): Binding[] {
  const { bindings = [] } = policy;
  const good =
    Array.isArray(bindings) &&
    bindings.every(
      (each) =>
        isItem(each) &&
        typeof each.role === "string" &&
        isTexts(each.members ?? []) &&
        (each.condition === undefined || isItem(each.condition)),
    );
  if (!good) throw new UnreadableAnswer(call, "a policy with other bindings", "bindings of a role and its members");
  return bindings.map(({ role, members = [], condition }) => ({
    role,
    members,
    ...(condition && { condition: String(condition.expression) }),
  }));
}

/** What a list of assets says of resources. */
export const resourcesOf = (call: string, found: readonly Item[]): ResourceAsset[] =>
  found.map((item) => {
    const data = isItem(item.resource) ? item.resource.data : undefined;
    if (!isItem(data)) throw new UnreadableAnswer(call, `no resource.data of ${item.name}`, "the resource itself");
    return { ...assetOf(call, item), data };
  });

const pathOf = (organization: string, contentType: string, types: readonly string[]) => {
  const query = new URLSearchParams([
    ["contentType", contentType],
    ["pageSize", "1000"],
    ...types.map((type): [string, string] => ["assetTypes", type]),
  ]);
  return `/v1/organizations/${organization}/assets?${query}`;
};

/** The resources of an organisation. `types`: of which types; that of the organisation must be one. */
export async function listResources(
  client: GoogleClient,
  organization: string,
  report?: (count: number) => void,
  types: readonly string[] = readTypes,
): Promise<ResourceAsset[]> {
  const call = `GET ${host}/v1/organizations/${organization}/assets?contentType=RESOURCE`;
  const found = await list(client, host, pathOf(organization, "RESOURCE", types), "assets", report);
  const assets = resourcesOf(call, found);
  // There is always the organisation itself: a list without it has not been of this organisation.
  if (!assets.some(({ name }) => name.endsWith(`/organizations/${organization}`))) {
    throw new UnreadableAnswer(call, "no asset for the organisation itself", "all that it has");
  }
  return assets;
}

/** The policies on an organisation and on everything in it. */
export async function listPolicies(
  client: GoogleClient,
  organization: string,
  report?: (count: number) => void,
): Promise<PolicyAsset[]> {
  const call = `GET ${host}/v1/organizations/${organization}/assets?contentType=IAM_POLICY`;
  const found = await list(client, host, pathOf(organization, "IAM_POLICY", []), "assets", report);
  return found.map((item) => {
    if (!isItem(item.iamPolicy)) throw new UnreadableAnswer(call, `no iamPolicy of ${item.name}`, "the policy");
    return { ...assetOf(call, item), bindings: bindingsOf(call, item.iamPolicy) };
  });
}
