import type { GoogleClient } from "../client.ts";
import { findExisting } from "./index.ts";
import { ask, type Existing, existing, fill, type Inputs, type Item } from "./item.ts";
import { listed } from "./listed.ts";
import { seeing } from "./seeing.ts";

/**
 * Types that are found, when a project is taken over, by the same name or words as after an interrupted run: their names
 * are unique within a project, a folder or the organisation, so what is found is the one that would be made. Buckets are
 * not among them: their names are everybody's.
 */
const byName: ReadonlySet<string> = new Set([
  "gcp:artifactregistry/repository:Repository",
  "gcp:compute/firewall:Firewall",
  "gcp:compute/network:Network",
  "gcp:compute/router:Router",
  "gcp:compute/routerNat:RouterNat",
  "gcp:compute/subnetwork:Subnetwork",
  "gcp:essentialcontacts/contact:Contact",
  "gcp:logging/projectBucketConfig:ProjectBucketConfig",
  "gcp:logging/projectSink:ProjectSink",
  "gcp:organizations/folder:Folder",
  "gcp:organizations/project:Project",
  "gcp:orgpolicy/policy:Policy",
  "gcp:projects/service:Service",
  "gcp:resourcemanager/lien:Lien",
  "gcp:secretmanager/secret:Secret",
  "gcp:serviceaccount/account:Account",
  "gcp:tags/tagBinding:TagBinding",
  "gcp:tags/tagKey:TagKey",
  "gcp:tags/tagValue:TagValue",
]);

/** All items of a list, page by page. */
async function all(client: GoogleClient, host: string, path: string, key: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let token: unknown = ""; token !== undefined; ) {
    const page = await ask(client, host, token ? `${path}?pageToken=${encodeURIComponent(String(token))}` : path);
    items.push(...((page?.[key] ?? []) as Item[]));
    token = page?.nextPageToken || undefined;
  }
  return items;
}

const scopeOf = (filter: Item | undefined) => JSON.stringify([filter?.projects ?? [], filter?.resourceAncestors ?? []]);

/** Whether a budget counts all that its projects or folders cost, month by month, and so can become ours. */
export function isPlainBudget({ budgetFilter = {}, amount }: Item): boolean {
  const { services, labels, subaccounts, creditTypes, customPeriod, calendarPeriod } = budgetFilter as Item;
  const filtered = [services, subaccounts, creditTypes].some((list) => Array.isArray(list) && list.length > 0);
  const labelled = Object.keys((labels ?? {}) as object).length > 0;
  const monthly = customPeriod === undefined && [undefined, "MONTH"].includes(calendarPeriod as string | undefined);
  return !filtered && !labelled && monthly && (amount as Item | undefined)?.specifiedAmount !== undefined;
}

/** The budget that becomes ours out of those of the same scope: the one of our name, or the first by name. */
export function chooseBudget(budgets: readonly Item[], displayName: unknown): Item | undefined {
  const plain = budgets.filter(isPlainBudget).toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  return plain.find((each) => each.displayName === displayName) ?? plain[0];
}

async function budget(client: GoogleClient, inputs: Inputs): Promise<Existing | undefined> {
  const path = fill("/v1/billingAccounts/{billingAccount}/budgets", inputs);
  const scope = scopeOf(inputs.budgetFilter as Item | undefined);
  // A budget of everything is nobody's in particular.
  if (path === undefined || scope === scopeOf({})) return undefined;
  const budgets = await all(client, "billingbudgets.googleapis.com", path, "budgets");
  const same = budgets.filter((each) => scopeOf(each.budgetFilter as Item | undefined) === scope);
  const found = chooseBudget(same, inputs.displayName);
  return found && existing(String(found.name), found);
}

async function channel(client: GoogleClient, inputs: Inputs): Promise<Existing | undefined> {
  const path = fill("/v3/projects/{project}/notificationChannels", inputs);
  const address = (inputs.labels as Item | undefined)?.email_address;
  if (path === undefined || address === undefined) return undefined;
  const channels = await all(client, "monitoring.googleapis.com", path, "notificationChannels");
  const found = channels.find(
    ({ type, labels }) => type === inputs.type && (labels as Item | undefined)?.email_address === address,
  );
  return found && existing(String(found.name), found);
}

/** A member of a role has no name: it is there when the policy says so. */
async function member(client: GoogleClient, { project, role, member: who }: Inputs): Promise<Existing | undefined> {
  if (typeof project !== "string") return undefined;
  const policy = await client.request<Item>(
    "cloudresourcemanager.googleapis.com",
    `/v1/projects/${project}:getIamPolicy`,
    { method: "POST", body: { options: { requestedPolicyVersion: 3 } } },
  );
  const bindings = (policy.bindings ?? []) as { role: string; members?: string[]; condition?: object }[];
  const there = bindings.some(
    (binding) => binding.role === role && !binding.condition && binding.members?.includes(String(who)),
  );
  return there ? { id: `${project} ${role} ${who}` } : undefined;
}

/** Types of which something is taken over that is not word for word what would be made. */
const finders: Record<string, (client: GoogleClient, inputs: Inputs) => Promise<Existing | undefined>> = {
  "gcp:billing/budget:Budget": budget,
  "gcp:monitoring/notificationChannel:NotificationChannel": channel,
  "gcp:projects/iAMMember:IAMMember": member,
};

/**
 * Looks whether something is there that can become the resource which would be made.
 * @throws UnseenError where only a list would tell, and that may not be read: what is there would be made a second time.
 */
export async function findAdoptable(client: GoogleClient, type: string, inputs: Inputs): Promise<Existing | undefined> {
  const finder = finders[type];
  if (finder) return finder(seeing(client), inputs);
  return byName.has(type) ? findExisting(type in listed ? seeing(client) : client, type, inputs) : undefined;
}
