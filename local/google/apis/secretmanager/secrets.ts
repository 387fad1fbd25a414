import { type Call, required } from "../../core/call.ts";
import { type Collection, merge, withoutDefaults } from "../../core/collection.ts";
import { seconds } from "../../core/duration.ts";
import { conflict, invalid, notFound } from "../../core/errors.ts";
import { forget } from "../../core/policies.ts";
import type { Document } from "../../core/store.ts";
import { checkEtag, host, idOf, newEtag, shownName, storedName, versionsOf } from "./resources.ts";

interface Encryption {
  customerManagedEncryption?: { kmsKeyName: string };
}

/** Where the payloads of a secret are kept, and under which key. */
export interface Replication {
  automatic?: Encryption;
  userManaged?: { replicas: (Encryption & { location: string })[] };
}

function checkReplication({ automatic, userManaged }: Replication = {}): Replication {
  if (!automatic === !userManaged) throw invalid("Exactly one of replication.automatic and .userManaged is required.");
  if (automatic) return { automatic };
  const locations = (userManaged?.replicas ?? []).map(({ location }) => location);
  if (locations.length === 0 || new Set(locations).size < locations.length || locations.includes("")) throw invalid();
  return { userManaged: userManaged! };
}

const future = (call: Call, time: unknown) => Date.parse(String(time)) > call.cloud.clock.now();

/** What rotation asks for: topics to tell, and a next time that lies ahead. */
function checkRotation(call: Call, { rotation, topics }: Document): void {
  if (!rotation) return;
  const { nextRotationTime, rotationPeriod } = rotation as { nextRotationTime?: string; rotationPeriod?: string };
  if (!(topics as object[] | undefined)?.length) throw invalid("A secret with rotation must have topics.");
  if (!nextRotationTime || !future(call, nextRotationTime)) throw invalid("nextRotationTime must be in the future.");
  if (rotationPeriod && !(seconds(rotationPeriod) >= 3600)) throw invalid("rotationPeriod must be at least 3600s.");
}

/** The members with a time to live turned into the moment of the secret's end, which must lie ahead. */
function withExpiry(call: Call, { ttl, ...members }: Document): Document {
  const end = ttl ? call.cloud.clock.now() + seconds(ttl) * 1000 : undefined;
  if (end !== undefined && !(end > call.cloud.clock.now())) throw invalid("ttl must be positive.");
  return end === undefined ? members : { ...members, expireTime: call.cloud.clock.timestamp(9, end) };
}

function checkAliases(call: Call, secret: string, aliases: object): void {
  for (const [alias, version] of Object.entries(aliases)) {
    if (!/^[A-Za-z][\w-]{0,62}$/.test(alias) || alias === "latest") throw invalid(`Invalid version alias: ${alias}`);
    if (!call.cloud.store.get(`//${host}/${secret}/versions/${version}`)) {
      throw invalid(`Version ${version} of alias ${alias} was not found.`);
    }
  }
}

/** The members of a secret that its owner decides. */
const members = [
  "labels",
  "annotations",
  "topics",
  "expireTime",
  "ttl",
  "rotation",
  "versionAliases",
  "versionDestroyTtl",
];

function update(call: Call, current: Document, mask: string[] | undefined): Document {
  if (!mask) throw invalid("An update mask is required.");
  const named = mask.map((path) => path.split(".")[0]!);
  const fixed = named.find((name) => !members.includes(name));
  if (fixed) throw invalid(`Field ${fixed} can't be updated.`);
  checkEtag(call.body.etag, current.etag);
  const { expireTime, ...rest } = current;
  // A time to live, or its absence, takes the place of the end that was set before.
  const before = named.includes("ttl") || expireTime === undefined ? rest : { ...rest, expireTime };
  const changed = merge(before, call.body, mask);
  if (named.includes("expireTime") && changed.expireTime !== undefined && !future(call, changed.expireTime)) {
    throw invalid("expireTime must be in the future.");
  }
  if (named.includes("rotation") || named.includes("topics")) checkRotation(call, changed);
  checkAliases(call, storedName(call, idOf(current.name)), changed.versionAliases ?? {});
  const { replication, etag: _, ...kept } = withExpiry(call, changed);
  return { ...withoutDefaults(kept), replication, etag: newEtag() };
}

/** Secrets, without their versions. */
export const secrets: Collection = {
  host,
  id: "projects.secrets",
  path: "/v1/projects/{project}/secrets",
  item: "secret",
  name: storedName,
  newId: (call) => {
    const id = required(call, "secretId");
    if (/^[\w-]{1,255}$/.test(id)) return id;
    throw invalid(`The provided Secret ID [${id}] does not match the expected format [[a-zA-Z_0-9]+]`);
  },
  create: (call, name) => {
    const asked = Object.fromEntries(members.map((member) => [member, call.body[member]]));
    if (asked.expireTime && asked.ttl) throw invalid("Only one of expireTime and ttl can be set.");
    if (asked.expireTime && !future(call, asked.expireTime)) throw invalid("expireTime must be in the future.");
    checkRotation(call, asked);
    checkAliases(call, name, asked.versionAliases ?? {});
    return {
      name: shownName(call, idOf(name)),
      replication: checkReplication(call.body.replication),
      createTime: call.cloud.clock.timestamp(6),
      ...withoutDefaults(withExpiry(call, asked)),
      etag: newEtag(),
    };
  },
  update,
  remove: (call, current) => {
    checkEtag(call.query.get("etag"), current.etag);
    for (const { name } of versionsOf(call, idOf(current.name))) call.cloud.store.delete(name);
  },
  missing: (name, call) => notFound(`Secret [${shownName(call, idOf(name))}] not found.`),
  taken: (name, call) => conflict(`Secret [${shownName(call, idOf(name))}] already exists.`),
  filter: ({ name, labels }, call) => matches(call, idOf(name), (labels ?? {}) as Record<string, string>),
  order: (a, b) => (String(a.createTime) < String(b.createTime) ? 1 : -1),
  totalSize: true,
  pages: { defaultSize: 25_000, maximumSize: 25_000 },
};

/** The terms of a filter that are in use: "name:part" and "labels.key=value" or "labels.key:value". */
function matches(call: Call, id: string, labels: Record<string, string>): boolean {
  const terms = (call.query.get("filter") ?? "").split(/\s+AND\s+|\s+/).filter(Boolean);
  return terms.every((term) => {
    const [, key, value] = /^([\w.-]+)[:=]"?([^"]*)"?$/.exec(term) ?? [];
    if (key === "name") return id.includes(value!);
    if (key?.startsWith("labels.")) return labels[key.slice("labels.".length)] === value;
    throw invalid("Invalid filter.");
  });
}

/** Deletes the secrets whose time has come. */
export function sweepSecrets(call: Call): void {
  for (const { name, document } of call.cloud.store.list(`//${host}/${storedName(call, "")}`)) {
    if (document.expireTime === undefined || future(call, document.expireTime)) continue;
    for (const version of versionsOf(call, idOf(document.name))) call.cloud.store.delete(version.name);
    forget(call.cloud.store, name);
  }
}
