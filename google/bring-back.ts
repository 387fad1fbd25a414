import { setTimeout as sleep } from "node:timers/promises";
import type { GoogleClient } from "./client.ts";
import { ask, fill, type Inputs, type Item } from "./existing/item.ts";
import { named } from "./existing/named.ts";

/** Something that Google had kept, and that can be used again. */
export interface Returned {
  /** The ID by which the engine imports it. */
  id: string;
  /** What was done, for people: "restored the project x-1234". */
  did: string;
}

/** Something that Google keeps, as it is. */
interface Kept {
  client: GoogleClient;
  host: string;
  /** Where it is read. */
  path: string;
  /** The ID by which the engine imports it. */
  id: string;
  item: Item;
  inputs: Inputs;
}

/** Pauses until what was asked for has happened, in milliseconds: a minute in all. */
const pauses = [250, 500, 1000, 2000, 4000, 8000, 15_000, 30_000];

/** Asks for something to be undeleted, and waits until it is active. */
async function undelete({ client, host, path, id }: Kept): Promise<void> {
  await client.request(host, `${path}:undelete`, { method: "POST", body: {} });
  for (const wait of pauses) {
    if ((await client.request<Item>(host, path)).state === "ACTIVE") return;
    await sleep(wait);
  }
  throw new Error(`${id} was asked back, but isn't active after a minute: run it again later.`);
}

type Labels = Record<string, string> | undefined;

/** A project that waits for its end comes back only when it was the same stack's: an ID may have been anything before. */
async function project(kept: Kept): Promise<string | undefined> {
  const { item, inputs, id } = kept;
  if (item.state !== "DELETE_REQUESTED") return undefined;
  const [before, wanted] = [item.labels as Labels, inputs.labels as Labels];
  if (!wanted || before?.stack !== wanted.stack || before?.["managed-by"] !== wanted["managed-by"]) return undefined;
  await undelete(kept);
  return `restored ${id}, which was to be deleted`;
}

/** Pools and providers keep their names for 30 days: https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers */
async function identity(kept: Kept): Promise<string | undefined> {
  if (kept.item.state !== "DELETED") return undefined;
  await undelete(kept);
  return `restored ${kept.id}`;
}

/** Rings stay for ever: https://cloud.google.com/kms/docs/faq */
const ring = async ({ id }: Kept): Promise<string> => `took ${id} in, which can't be deleted`;

interface Version {
  name: string;
  state: string;
}

/** Keys stay for ever too, but their versions don't: those that are still there come back, as old states need them. */
async function key({ client, host, path, id, item }: Kept): Promise<string> {
  const { cryptoKeyVersions: versions = [] } = await client.request<{ cryptoKeyVersions?: Version[] }>(
    host,
    `${path}/cryptoKeyVersions?pageSize=1000`,
  );
  const post = (name: string, body: object) => client.request<Version>(host, `/v1/${name}`, { method: "POST", body });
  const enabled = versions.filter(({ state }) => state === "ENABLED").map(({ name }) => name);
  for (const { name, state } of versions) {
    if (state !== "DESTROY_SCHEDULED") continue;
    await post(`${name}:restore`, {});
    await client.request(host, `/v1/${name}?updateMask=state`, { method: "PATCH", body: { state: "ENABLED" } });
    enabled.push(name);
  }
  if (enabled.length === 0) enabled.push((await post(`${id}/cryptoKeyVersions`, {})).name);
  const { primary } = item as { primary?: Version };
  if (!primary || !enabled.includes(primary.name)) {
    await post(`${id}:updatePrimaryVersion`, { cryptoKeyVersionId: enabled.at(-1)!.split("/").at(-1) });
  }
  return `took ${id} in, which can't be deleted, with ${enabled.length} of its versions`;
}

const ways: Readonly<Record<string, (kept: Kept) => Promise<string | undefined>>> = {
  "gcp:organizations/project:Project": project,
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": identity,
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": identity,
  "gcp:kms/keyRing:KeyRing": ring,
  "gcp:kms/cryptoKey:CryptoKey": key,
};

/**
 * Brings back what Google keeps after it was deleted, and what it never deletes, so that a stack that was taken down can be
 * brought up again. Undefined for what isn't there, can be made anew, or was somebody else's. `inputs`: what it is to be.
 * @throws GoogleError where Google refuses.
 */
export async function bringBack(client: GoogleClient, type: string, inputs: Inputs): Promise<Returned | undefined> {
  const way = ways[type];
  if (!way) return undefined;
  const { host, path: where, id: which } = named[type]!;
  const [path, id] = [fill(where, inputs), fill(which, inputs)];
  const item = path === undefined || id === undefined ? undefined : await ask(client, host, path);
  if (!item) return undefined;
  const did = await way({ client, host, path: path!, id: id!, item, inputs });
  return did === undefined ? undefined : { id: id!, did };
}
