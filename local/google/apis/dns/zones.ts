import { type Call, projectOf } from "../../core/call.ts";
import { noContent } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import { digits, uuid } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import { forget, policyRoutes } from "../../core/policies.ts";
import type { Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { invalidValue, missing, required, taken, versions, zoneKey, zoneParameter } from "./names.ts";
import { apexRecords, recordsOf } from "./records.ts";

/** A zone as it is kept and shown. */
export interface Zone extends Document {
  name: string;
  dnsName: string;
  id: string;
  visibility: "public" | "private";
  nameServers: string[];
}

/** The zones of a project. */
function zonesOf(call: Call): Zone[] {
  const prefix = zoneKey(call, "");
  return call.cloud.store
    .list<Zone>(prefix)
    .filter(({ name }) => !name.slice(prefix.length).includes("/"))
    .map(({ document }) => document);
}

/** The zone that a request's path names. */
export function zoneOf(call: Call): { key: string; zone: Zone } {
  const asked = zoneParameter(call);
  const zone = zonesOf(call).find(({ name, id }) => name === asked || id === asked);
  if (!zone) throw missing("parameters.managedZone", asked);
  return { key: zoneKey(call, zone.name), zone };
}

const label = "[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?";

/** A domain's full name, with the dot at its end. */
export const isDomain = (name: unknown): boolean =>
  typeof name === "string" && name.length <= 254 && new RegExp(`^(\\*\\.)?(${label}\\.)+$`, "i").test(name);

const at = (member: string) => `entity.managedZone.${member}`;

const keySpecs = [
  { kind: "dns#dnsKeySpec", keyType: "keySigning", algorithm: "rsasha256", keyLength: 2048 },
  { kind: "dns#dnsKeySpec", keyType: "zoneSigning", algorithm: "rsasha256", keyLength: 1024 },
];

function dnssec(asked: Document | undefined): Document {
  if (!asked) return {};
  const state = String(asked.state ?? "off").toLowerCase();
  if (!["on", "off", "transfer"].includes(state)) throw invalidValue(at("dnssecConfig.state"), asked.state);
  const usual = { nonExistence: "nsec3", defaultKeySpecs: keySpecs };
  return { dnssecConfig: { kind: "dns#managedZoneDnsSecConfig", ...usual, ...asked, state } };
}

/** Which networks see a private zone: those that there are. */
function visibleTo(call: Call, asked: Document | undefined): Document {
  if (!asked) return {};
  const networks = ((asked.networks ?? []) as Document[]).map((network, index) => {
    const url = String(network.networkUrl ?? "");
    const name = url.replace(/^https?:\/\/[^/]+\/compute\/[^/]+\//, "");
    if (!call.cloud.store.get(`//compute.googleapis.com/${name}`)) {
      throw invalidValue(at(`privateVisibilityConfig.networks[${index}].networkUrl`), url);
    }
    return {
      kind: "dns#managedZonePrivateVisibilityConfigNetwork",
      networkUrl: `https://www.googleapis.com/compute/v1/${name}`,
    };
  });
  return { privateVisibilityConfig: { kind: "dns#managedZonePrivateVisibilityConfig", ...asked, networks } };
}

/** What a zone can be asked to be, besides its name and domain. */
function settings(call: Call, body: Document): Document {
  const taken = ["labels", "forwardingConfig", "peeringConfig", "reverseLookupConfig", "serviceDirectoryConfig"];
  const { enableLogging } = (body.cloudLoggingConfig ?? {}) as Document;
  return {
    description: body.description ?? "",
    ...Object.fromEntries(taken.filter((name) => body[name] !== undefined).map((name) => [name, body[name]])),
    cloudLoggingConfig: {
      kind: "dns#managedZoneCloudLoggingConfig",
      ...(enableLogging === true && { enableLogging }),
    },
    ...dnssec(body.dnssecConfig as Document | undefined),
    ...visibleTo(call, body.privateVisibilityConfig as Document | undefined),
  };
}

/** The servers of a zone: one of the sets that Google has, by the zone's ID. */
function serversOf(visibility: string, id: string): string[] {
  if (visibility === "private") return ["ns-gcp-private.googledomains.com."];
  const set = "abcde"[Number(id.slice(-1)) % 5];
  return [1, 2, 3, 4].map((number) => `ns-cloud-${set}${number}.googledomains.com.`);
}

function create(call: Call): Document {
  const { body } = call;
  for (const member of ["name", "dnsName", "description"]) {
    if (body[member] === undefined || (member !== "description" && body[member] === "")) throw required(at(member));
  }
  if (!/^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(body.name)) throw invalidValue(at("name"), body.name);
  if (!isDomain(body.dnsName)) throw invalidValue(at("dnsName"), body.dnsName);
  const visibility = String(body.visibility ?? "public").toLowerCase();
  if (visibility !== "public" && visibility !== "private") throw invalidValue(at("visibility"), body.visibility);
  const key = zoneKey(call, body.name);
  if (call.cloud.store.get(key)) throw taken("entity.managedZone", body.name);
  const id = digits(19);
  const zone: Zone = {
    kind: "dns#managedZone",
    name: body.name,
    dnsName: body.dnsName.toLowerCase(),
    ...settings(call, body),
    id,
    nameServers: serversOf(visibility, id),
    creationTime: call.cloud.clock.timestamp(3),
    visibility,
  };
  call.cloud.store.put(key, zone);
  for (const record of apexRecords(zone)) call.cloud.store.put(`${key}/rrsets/${record.name}/${record.type}`, record);
  return zone;
}

/** Changes a zone. `whole`: what the request doesn't mention goes back to how it is by itself. */
function update(call: Call, whole: boolean): Document {
  const { key, zone } = zoneOf(call);
  const fixed = ["name", "dnsName", "visibility"] as const;
  const other = fixed.find((member) => call.body[member] !== undefined && call.body[member] !== zone[member]);
  if (other) throw invalidValue(at(other), call.body[other]);
  const asked = settings(call, whole ? call.body : { ...zone, ...call.body });
  const { kind, name, dnsName, id, nameServers, creationTime, visibility } = zone;
  const next: Zone = { kind, name, dnsName, ...asked, id, nameServers, creationTime, visibility };
  call.cloud.store.put(key, next);
  return {
    kind: "dns#operation",
    id: uuid(),
    startTime: call.cloud.clock.timestamp(3),
    status: "done",
    user: call.caller.split(":")[1],
    type: "update",
    zoneContext: { oldValue: zone, newValue: next },
  };
}

function remove(call: Call): Reply {
  const { key, zone } = zoneOf(call);
  const own = recordsOf(call, key).filter(({ name, type }) => name !== zone.dnsName || !["NS", "SOA"].includes(type));
  if (own.length > 0) {
    throw invalid(
      `The resource named '${zone.name}' cannot be deleted because it contains one or more 'resource records'.`,
      { reason: "containerNotEmpty" },
    );
  }
  for (const { name } of call.cloud.store.list(`${key}/`)) call.cloud.store.delete(name);
  forget(call.cloud.store, key);
  return noContent;
}

function list(call: Call): Document {
  const asked = call.query.get("dnsName");
  const zones = zonesOf(call).filter(({ dnsName }) => asked === null || dnsName === asked);
  const { items, ...token } = page(zones, call.query, { sizeParameter: "maxResults" });
  return { kind: "dns#managedZonesListResponse", ...(items.length > 0 && { managedZones: items }), ...token };
}

/** What a project may have. */
const quotas = (call: Call): Document => {
  const { projectId, number } = projectOf(call);
  const quota = { kind: "dns#quota", managedZones: 10000, rrsetsPerManagedZone: 10000, resourceRecordsPerRrset: 100 };
  return { kind: "dns#project", number, id: projectId, quota };
};

const one = "/managedZones/{zone}";

/** The methods of zones. */
export const zoneRoutes: Route[] = [
  ...versions("projects.get", "GET", "", quotas),
  ...versions("managedZones.create", "POST", "/managedZones", create),
  ...versions("managedZones.list", "GET", "/managedZones", list),
  ...versions("managedZones.get", "GET", one, (call) => zoneOf(call).zone),
  ...versions("managedZones.patch", "PATCH", one, (call) => update(call, false)),
  ...versions("managedZones.update", "PUT", one, (call) => update(call, true)),
  ...versions("managedZones.delete", "DELETE", one, remove),
  ...["v1", "v1beta2"].flatMap((version) =>
    policyRoutes({
      id: "managedZones",
      path: `/dns/${version}/projects/{project}${one}`,
      get: "POST",
      resource: (call) => zoneOf(call).key,
    }),
  ),
];
