import { type Call, param, projectOf } from "../../core/call.ts";
import { existing, withoutDefaults } from "../../core/collection.ts";
import { crc32c } from "../../core/crc32c.ts";
import { seconds } from "../../core/duration.ts";
import { invalid, notFound, precondition } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { checkEtag, host, idOf, newEtag, shownName, storedName, type Version, versionsOf } from "./resources.ts";
import { type Replication, secrets } from "./secrets.ts";

const largestPayload = 64 * 1024;

const view = ({ payload: _, ...version }: Version): Document => version;

function save(call: Call, version: Version): Document {
  const [, secret] = /secrets\/([^/]+)\//.exec(version.name)!;
  call.cloud.store.put(`//${host}/${storedName(call, secret!)}/versions/${idOf(version.name)}`, version);
  return view(version);
}

/** The key version that encrypts a payload: the primary one of the key, if that is known. */
function encryption(
  call: Call,
  { customerManagedEncryption: asked }: { customerManagedEncryption?: Document },
): object {
  if (!asked) return {};
  const key = call.cloud.store.get<{ primary?: { name: string } }>(`//cloudkms.googleapis.com/${asked.kmsKeyName}`);
  const kmsKeyVersionName = key?.primary?.name ?? `${asked.kmsKeyName}/cryptoKeyVersions/1`;
  return { customerManagedEncryption: { kmsKeyVersionName } };
}

function replicationStatus(call: Call, { automatic, userManaged }: Replication): object {
  if (automatic) return { automatic: encryption(call, automatic) };
  const replicas = userManaged!.replicas.map((each) => ({ location: each.location, ...encryption(call, each) }));
  return { userManaged: { replicas } };
}

function addVersion(call: Call): object {
  const { document: secret } = existing(secrets, call);
  const { data = "", dataCrc32c } = (call.body.payload ?? {}) as { data?: string; dataCrc32c?: string | number };
  const bytes = Buffer.from(data, "base64");
  if (bytes.length === 0) throw invalid("Secret Payload cannot be empty.");
  if (bytes.length > largestPayload) throw invalid(`The payload is larger than ${largestPayload} bytes.`);
  if (dataCrc32c !== undefined && Number(dataCrc32c) !== crc32c(bytes)) {
    throw invalid("The payload does not match its checksum dataCrc32c.");
  }
  const id = param(call, "secret");
  const last = versionsOf(call, id).at(-1);
  return save(call, {
    name: `${shownName(call, id)}/versions/${last ? Number(idOf(last.name)) + 1 : 1}`,
    createTime: call.cloud.clock.timestamp(6),
    state: "ENABLED",
    replicationStatus: replicationStatus(call, secret.replication as Replication),
    etag: newEtag(),
    ...(dataCrc32c !== undefined && { clientSpecifiedPayloadChecksum: true }),
    payload: bytes.toString("base64"),
  });
}

/** The version that a request names by its number, by an alias, or as the latest. */
function find(call: Call): Version {
  const [secret, asked] = [param(call, "secret"), param(call, "version")];
  const stored = call.cloud.store.get(`//${host}/${storedName(call, secret)}`);
  const versions = versionsOf(call, secret);
  if (!stored || versions.length === 0) {
    throw notFound(`Secret [${shownName(call, secret)}] not found or has no versions.`);
  }
  const aliases = (stored.versionAliases ?? {}) as Record<string, string>;
  const number = asked === "latest" ? idOf(versions.at(-1)!.name) : (aliases[asked] ?? asked);
  const found = versions.find(({ name }) => idOf(name) === String(number));
  if (!found) throw notFound(`Secret Version [${shownName(call, secret)}/versions/${asked}] not found.`);
  return found.document;
}

const wrongState = ({ name, state }: Version) => precondition(`Secret Version [${name}] is in ${state} state.`);

function access(call: Call): object {
  const version = find(call);
  if (version.state !== "ENABLED") throw wrongState(version);
  const bytes = Buffer.from(version.payload ?? "", "base64");
  return { name: version.name, payload: { data: version.payload, dataCrc32c: String(crc32c(bytes)) } };
}

const destroyed = ({ payload: _, scheduledDestroyTime: __, ...version }: Version, destroyTime: string): Version => ({
  ...version,
  state: "DESTROYED",
  destroyTime,
  etag: newEtag(),
});

function setState(call: Call, state: Version["state"]): object {
  const version = find(call);
  if (version.state === "DESTROYED") throw wrongState(version);
  checkEtag(call.body.etag, version.etag);
  if (state !== "DESTROYED") {
    const { scheduledDestroyTime: _, ...rest } = version;
    return save(call, { ...(state === "ENABLED" ? rest : version), state, etag: newEtag() });
  }
  const ttl = seconds(call.cloud.store.get(`//${host}/${storedName(call, param(call, "secret"))}`)?.versionDestroyTtl);
  if (!(ttl > 0)) return save(call, destroyed(version, call.cloud.clock.timestamp(9)));
  // With a delay, the version is only disabled until its time has come.
  const scheduledDestroyTime = call.cloud.clock.timestamp(9, call.cloud.clock.now() + ttl * 1000);
  return save(call, { ...version, state: "DISABLED", scheduledDestroyTime, etag: newEtag() });
}

/** Destroys the versions whose destruction was put off to a time that has come. */
export function sweepVersions(call: Call): void {
  for (const { document } of call.cloud.store.list<Version>(`//${host}/projects/${projectOf(call).projectId}/`)) {
    const due = document.scheduledDestroyTime;
    if (due && Date.parse(due) <= call.cloud.clock.now()) save(call, destroyed(document, due));
  }
}

function list(call: Call): object {
  existing(secrets, call);
  const state = /^state[:=](\w+)$/.exec(call.query.get("filter") ?? "")?.[1];
  const all = versionsOf(call, param(call, "secret"))
    .map(({ document }) => document)
    .filter((version) => !state || version.state === state)
    .toReversed();
  const { items, ...token } = page(all, call.query, { defaultSize: 25_000, maximumSize: 25_000 });
  return withoutDefaults({ versions: items.map(view), ...token, totalSize: all.length });
}

const collection = "/v1/projects/{project}/secrets/{secret}/versions";

const route = (verb: string, method: Route["method"], path: string, handle: Route["handle"]): Route => ({
  id: `projects.secrets.versions.${verb}`,
  method,
  path,
  handle,
});

/** The methods of versions. */
export const versionRoutes: Route[] = [
  {
    id: "projects.secrets.addVersion",
    method: "POST",
    path: "/v1/projects/{project}/secrets/{secret}:addVersion",
    handle: addVersion,
  },
  route("list", "GET", collection, list),
  route("get", "GET", `${collection}/{version}`, (call) => view(find(call))),
  route("access", "GET", `${collection}/{version}:access`, access),
  route("enable", "POST", `${collection}/{version}:enable`, (call) => setState(call, "ENABLED")),
  route("disable", "POST", `${collection}/{version}:disable`, (call) => setState(call, "DISABLED")),
  route("destroy", "POST", `${collection}/{version}:destroy`, (call) => setState(call, "DESTROYED")),
];
