import type { Properties } from "../../grpc/values.ts";
import { complete } from "../core/convert.ts";
import { type Facts, parseFields } from "../core/fields.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { attribution, mayDelete, rest } from "../core/rest.ts";
import schema from "../schema/storage.json" with { type: "json" };
import { lifecycleOf, rulesOf } from "./storage-lifecycle.ts";

const host = "storage.googleapis.com";
const token = "gcp:storage/bucket:Bucket";
const fields = parseFields((schema[token] as Facts).fields);
const path = "/storage/v1/b/{name}";

/** The members of the API that properties are part of, where their names differ. */
const memberOf: Record<string, string> = {
  lifecycleRules: "lifecycle",
  uniformBucketLevelAccess: "iamConfiguration",
  publicAccessPrevention: "iamConfiguration",
  requesterPays: "billing",
};

/** Properties of a request to share across origins, with their names in the API. */
const corsNames = { methods: "method", origins: "origin", responseHeaders: "responseHeader" };

const renamed = (item: Properties, names: Record<string, string>): Properties =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [names[name] ?? name, value]));

const corsProperties = Object.fromEntries(Object.entries(corsNames).map(([mine, theirs]) => [theirs, mine]));

/** A bucket as the API has it. */
function encode(inputs: Properties): Properties {
  const { uniformBucketLevelAccess, publicAccessPrevention, requesterPays, lifecycleRules, cors, ...rest } = inputs;
  const retention = inputs.retentionPolicy as Properties | undefined;
  const access = {
    ...(uniformBucketLevelAccess !== undefined && { uniformBucketLevelAccess: { enabled: uniformBucketLevelAccess } }),
    ...(publicAccessPrevention !== undefined && { publicAccessPrevention }),
  };
  return {
    ...rest,
    ...(Object.keys(access).length > 0 && { iamConfiguration: access }),
    ...(requesterPays !== undefined && { billing: { requesterPays } }),
    ...(lifecycleRules !== undefined && { lifecycle: lifecycleOf(lifecycleRules as Properties[]) }),
    ...(cors !== undefined && { cors: (cors as Properties[]).map((item) => renamed(item, corsNames)) }),
    ...(retention && { retentionPolicy: { retentionPeriod: retention.retentionPeriod } }),
  };
}

interface Access {
  uniformBucketLevelAccess?: { enabled?: boolean };
  publicAccessPrevention?: string;
}

function decode(state: Properties, reply: Properties, known: Properties): Properties {
  const { uniformBucketLevelAccess, publicAccessPrevention } = (reply.iamConfiguration ?? {}) as Access;
  const rules = rulesOf(reply.lifecycle, known.lifecycleRules);
  const cors = (reply.cors as Properties[] | undefined)?.map((item) => renamed(item, corsProperties));
  const lists = complete(fields, { ...(cors && { cors }), ...(rules && { lifecycleRules: rules }) }, known);
  const requesterPays = (reply.billing as Properties | undefined)?.requesterPays ?? known.requesterPays;
  const { cors: _, ...rest } = state;
  // The API says nothing of what is switched off.
  const off = ["autoclass", "hierarchicalNamespace"].filter(
    (name) => reply[name] === undefined && (known[name] as Properties | undefined)?.enabled === false,
  );
  return {
    ...rest,
    ...Object.fromEntries(off.map((name) => [name, known[name]])),
    url: `gs://${reply.name}`,
    uniformBucketLevelAccess: uniformBucketLevelAccess?.enabled ?? false,
    publicAccessPrevention,
    ...(lists.cors !== undefined && { cors: lists.cors }),
    ...(lists.lifecycleRules !== undefined && { lifecycleRules: lists.lifecycleRules }),
    ...(requesterPays !== undefined && { requesterPays }),
    ...(reply.objectRetention !== undefined && { enableObjectRetention: true }),
  };
}

const base = rest(schema, token, {
  host,
  create: {
    method: "POST",
    path: "/storage/v1/b?project={project}",
    query: { enableObjectRetention: "enableObjectRetention" },
  },
  read: path,
  delete: { method: "DELETE", path },
  path: ["project"],
  local: ["forceDestroy", "enableObjectRetention"],
  labels: true,
  encode,
  decode,
  normalise: (inputs) => ({ ...inputs, location: String(inputs.location).toUpperCase() }),
});

/** A locked retention policy can't be taken back; to lock it is a request of its own. */
async function lock({ client }: Context, name: unknown): Promise<void> {
  const { metageneration } = await client.request(host, "GET", `/storage/v1/b/${name}`);
  const query = `ifMetagenerationMatch=${metageneration}`;
  await client.request(host, "POST", `/storage/v1/b/${name}/lockRetentionPolicy?${query}`, {});
}

const isLocked = ({ retentionPolicy }: Properties) => (retentionPolicy as Properties | undefined)?.isLocked === true;

/** Deletes all versions of all objects. */
async function empty({ client }: Context, name: unknown): Promise<void> {
  for (;;) {
    const { items = [] } = await client.request(host, "GET", `/storage/v1/b/${name}/o?versions=true`);
    const objects = items as { name: string; generation: string }[];
    if (objects.length === 0) return;
    for (const object of objects) {
      const at = `/storage/v1/b/${name}/o/${encodeURIComponent(object.name)}?generation=${object.generation}`;
      await client.request(host, "DELETE", at);
    }
  }
}

/** Labels that are gone must be named as such. */
function labelChanges(old: Properties, inputs: Properties): Properties {
  const before = Object.keys((old.effectiveLabels ?? {}) as object);
  const gone = Object.fromEntries(before.map((key) => [key, null]));
  return { ...gone, ...attribution, ...(inputs.labels as object | undefined) };
}

/** A change names only what changes; what is not there any more is null. */
function patchOf(old: Properties, inputs: Properties, changed: string[]): Properties {
  const whole = encode(inputs);
  const patch: Properties = {};
  for (const name of changed) {
    const member = memberOf[name] ?? name;
    patch[member] = whole[member] ?? (member === "lifecycle" ? { rule: [] } : null);
  }
  return { ...patch, ...(changed.includes("labels") && { labels: labelChanges(old, inputs) }) };
}

export const bucket: ResourceType = {
  ...base,
  // "PROJECT/NAME" or "NAME"
  parse: (id) => {
    const [name, project] = id.split("/").toReversed();
    return { name, ...(project && { project }) };
  },
  async create(context, inputs) {
    const made = await base.create(context, inputs);
    if (!isLocked(inputs)) return made;
    await lock(context, made.state.name);
    return { ...made, state: (await base.read(context, made.id, made.state))! };
  },
  async read(context, id, state) {
    const found = await base.read(context, id, state);
    if (!found || found.project !== undefined) return found;
    const at = `/v1/projects/${found.projectNumber}`;
    const { projectId } = await context.client.request("cloudresourcemanager.googleapis.com", "GET", at);
    return { ...found, project: projectId };
  },
  async update(context, id, old, inputs, changed) {
    const sent = changed.filter((name) => !["forceDestroy", "deletionPolicy"].includes(name));
    const at = `/storage/v1/b/${old.name}`;
    if (sent.length > 0) await context.client.request(host, "PATCH", at, patchOf(old, inputs, sent));
    if (isLocked(inputs) && !isLocked(old)) await lock(context, old.name);
    const computed = Object.entries(old).filter(([name]) => fields[name]?.computed);
    const state = await base.read(context, id, { ...Object.fromEntries(computed), ...inputs });
    if (!state) throw new Error(`bucket ${old.name} is gone`);
    return state;
  },
  async delete(context, id, state) {
    if (mayDelete(state) && state.forceDestroy === true) await empty(context, state.name);
    await base.delete(context, id, state);
  },
};
