import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { policyMember, readByPost } from "../core/policy-member.ts";
import { type Context, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import { fillId, lastSegment } from "../core/template.ts";
import schema from "../schema/dns.json" with { type: "json" };
import { reference, sameLinks } from "./compute-links.ts";

const host = "dns.googleapis.com";
const zones = "/dns/v1beta2/projects/{project}/managedZones";

type Maybe = Properties | undefined;

const plainZone = rest(schema, "gcp:dns/managedZone:ManagedZone", {
  host,
  create: { method: "POST", path: zones },
  read: `${zones}/{name}`,
  update: { method: "PUT", path: `${zones}/{name}` },
  delete: { method: "DELETE", path: `${zones}/{name}` },
  path: ["project"],
  local: ["forceDestroy"],
  labels: true,
  encode(body, { project, privateVisibilityConfig }) {
    const networks = ((privateVisibilityConfig as Maybe)?.networks ?? []) as Properties[];
    const urls = networks.map(({ networkUrl }) => ({
      networkUrl: `https://www.googleapis.com/compute/v1/${reference(networkUrl, project, "global", "networks")}`,
    }));
    return { ...body, ...(privateVisibilityConfig !== undefined && { privateVisibilityConfig: { networks: urls } }) };
  },
  decode: (state, reply) => ({
    ...state,
    managedZoneId: String(reply.id),
    cloudLoggingConfig: { enableLogging: (reply.cloudLoggingConfig as Maybe)?.enableLogging ?? false },
  }),
  same: (path, old, next) => networkLinks(path, old, next) || (path === "visibility" && sameWord(old, next)),
});

const networkLinks = sameLinks("privateVisibilityConfig.networks.networkUrl");
const sameWord = (old: unknown, next: unknown) => String(old).toLowerCase() === String(next).toLowerCase();

/** A zone; with forceDestroy its records go before it does. */
const managedZone: ResourceType = {
  ...plainZone,
  async delete(context, id, state) {
    if (!mayDelete(state)) return;
    if (state.forceDestroy === true) {
      const records = await recordsOf(context, state.project, state.name);
      const own = records.filter(({ name, type }) => name !== state.dnsName || !["NS", "SOA"].includes(String(type)));
      if (own.length > 0) await change(context, state.project, state.name, { deletions: own });
    }
    await plainZone.delete(context, id, state);
  },
};

const v1 = (project: unknown, zone: unknown) => `/dns/v1/projects/${project}/managedZones/${lastSegment(String(zone))}`;

/** The record sets of a zone; none of a zone that is gone. */
async function recordsOf({ client }: Context, project: unknown, zone: unknown, query = ""): Promise<Properties[]> {
  try {
    const { rrsets = [] } = await client.request(host, "GET", `${v1(project, zone)}/rrsets${query}`);
    return rrsets as Properties[];
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return [];
    throw error;
  }
}

/** Changes the records of a zone, and waits until all servers know. */
async function change({ client }: Context, project: unknown, zone: unknown, body: Properties): Promise<void> {
  const changes = `${v1(project, zone)}/changes`;
  let found = await client.request(host, "POST", changes, body);
  for (let wait = 10; found.status !== "done"; wait = Math.min(wait * 2, 1000)) {
    await sleep(wait);
    found = await client.request(host, "GET", `${changes}/${found.id}`);
  }
}

const asked = ({ name, type, ttl, rrdatas }: Properties): Properties => ({ name, type, ttl: ttl ?? 0, rrdatas });

const find = (context: Context, { project, managedZone: zone, name, type }: Properties) =>
  recordsOf(context, project, zone, `?${new URLSearchParams({ name: String(name), type: String(type) })}`);

async function readRecord(context: Context, known: Properties): Promise<Properties | undefined> {
  const [found] = await find(context, known);
  if (!found) return undefined;
  const { name, type, ttl, rrdatas = [] } = found;
  return { deletionPolicy: "DELETE", ...known, name, type, ttl, rrdatas };
}

/** Whether a record set is of those that a zone has from its first day to its last. */
const isApex = ({ type }: Properties) => type === "NS" || type === "SOA";

const token = "gcp:dns/recordSet:RecordSet";

/** Data as records have it: whole texts are the same with and without quotation marks. */
const unquoted = (text: unknown) => String(text).replaceAll(/^"|"$/g, "");

const recordSet: ResourceType = resourceType(schema, token, {
  async create(context, inputs) {
    // The records that a zone is made with are taken over, as nobody else can have made them.
    const deletions = isApex(inputs) ? await find(context, inputs) : [];
    const { project, managedZone: zone } = inputs;
    await change(context, project, zone, { additions: [asked(inputs)], ...(deletions.length > 0 && { deletions }) });
    const state = await readRecord(context, inputs);
    if (!state) throw new Error(`record ${inputs.name} ${inputs.type} is gone`);
    return { id: fillId(schema[token].id, { ...inputs, managedZone: lastSegment(String(zone)) }), state };
  },
  read: (context, _id, state) => readRecord(context, state),
  async update(context, id, old, inputs, changed) {
    if (["ttl", "rrdatas", "type"].some((name) => changed.includes(name))) {
      await change(context, old.project, old.managedZone, { deletions: [asked(old)], additions: [asked(inputs)] });
    }
    const state = await readRecord(context, { ...old, ...inputs });
    if (!state) throw new Error(`${id} is gone`);
    return state;
  },
  async delete(context, _id, state) {
    if (!mayDelete(state) || isApex(state)) return;
    const deletions = await find(context, state);
    if (deletions.length > 0) await change(context, state.project, state.managedZone, { deletions });
  },
  same: (path, old, next) =>
    (/^rrdatas/.test(path) && unquoted(old) === unquoted(next)) ||
    (path === "managedZone" && lastSegment(String(old)) === lastSegment(String(next))),
});

const zoneMember = policyMember(schema, "gcp:dns/dnsManagedZoneIamMember:DnsManagedZoneIamMember", {
  host,
  resource: "/dns/v1/projects/{project}/managedZones/{managedZone!}",
  read: readByPost(host),
});

export const dns: ResourceType[] = [managedZone, recordSet, zoneMember];
