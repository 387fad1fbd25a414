import type { GoogleClient } from "../client.ts";
import { ask, type Existing, existing, fill, type Inputs, type Item } from "./item.ts";

type Finder = (client: GoogleClient, inputs: Inputs) => Promise<Existing | undefined>;

/** A type whose resources are named by the service: one is known by what it says. */
interface ListedType {
  host: string;
  /** Where all are listed. */
  path: string;
  /** The member of the reply that holds them. */
  key: string;
  /** Whether an item is the one that the inputs would make. */
  same(item: Item, inputs: Inputs): boolean;
  /** The ID by which the engine imports it. Default: its name. */
  id?(item: Item, inputs: Inputs): string;
}

function finder({ host, path, key, same, id }: ListedType): Finder {
  return async (client, inputs) => {
    const list = fill(path, inputs);
    if (list === undefined) return undefined;
    for (let token: unknown = ""; token !== undefined; ) {
      const separator = list.includes("?") ? "&" : "?";
      const page = await ask(
        client,
        host,
        token ? `${list}${separator}pageToken=${encodeURIComponent(String(token))}` : list,
      );
      const items = (page?.[key] ?? []) as Item[];
      const found = items.find((item) => same(item, inputs));
      if (found) return existing(id?.(found, inputs) ?? String(found.name), found);
      token = page?.nextPageToken;
    }
    return undefined;
  };
}

const manager = "cloudresourcemanager.googleapis.com";

const sameLabels = (a: unknown, b: unknown) =>
  JSON.stringify(Object.entries(a ?? {}).toSorted()) === JSON.stringify(Object.entries(b ?? {}).toSorted());

/** The types that are found by looking through a list, by the engine's name of the type. */
export const listed: Record<string, Finder> = {
  "gcp:organizations/folder:Folder": finder({
    host: manager,
    path: "/v3/folders?parent={parent}",
    key: "folders",
    same: (item, { displayName }) => item.displayName === displayName && item.state === "ACTIVE",
  }),
  "gcp:billing/budget:Budget": finder({
    host: "billingbudgets.googleapis.com",
    path: "/v1/billingAccounts/{billingAccount}/budgets",
    key: "budgets",
    same: (item, { displayName, budgetFilter }) => {
      const [there, wanted] = [item.budgetFilter as Item | undefined, budgetFilter as Item | undefined];
      const scope = (filter: Item | undefined) =>
        JSON.stringify([filter?.projects ?? [], filter?.resourceAncestors ?? []]);
      return item.displayName === displayName && scope(there) === scope(wanted);
    },
  }),
  "gcp:monitoring/notificationChannel:NotificationChannel": finder({
    host: "monitoring.googleapis.com",
    path: "/v3/projects/{project}/notificationChannels",
    key: "notificationChannels",
    same: (item, { type, displayName, labels }) =>
      item.type === type && item.displayName === displayName && sameLabels(item.labels, labels),
  }),
  "gcp:essentialcontacts/contact:Contact": finder({
    host: "essentialcontacts.googleapis.com",
    path: "/v1/{parent}/contacts",
    key: "contacts",
    same: (item, { email }) => item.email === email,
  }),
  "gcp:resourcemanager/lien:Lien": finder({
    host: manager,
    path: "/v3/liens?parent={parent}",
    key: "liens",
    same: (item, { origin, reason }) => item.origin === origin && item.reason === reason,
    id: (item, { parent }) => `${parent}/${String(item.name).replace("liens/", "")}`,
  }),
  "gcp:tags/tagKey:TagKey": finder({
    host: manager,
    path: "/v3/tagKeys?parent={parent}",
    key: "tagKeys",
    same: (item, { shortName }) => item.shortName === shortName,
  }),
  "gcp:tags/tagValue:TagValue": finder({
    host: manager,
    path: "/v3/tagValues?parent={parent}",
    key: "tagValues",
    same: (item, { shortName }) => item.shortName === shortName,
  }),
  "gcp:tags/tagBinding:TagBinding": finder({
    host: manager,
    path: "/v3/tagBindings?parent={parent}",
    key: "tagBindings",
    same: (item, { tagValue }) => item.tagValue === tagValue,
  }),
};
