import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "./client.ts";
import { complete, decode } from "./convert.ts";
import type { Same } from "./diff.ts";
import type { Facts } from "./fields.ts";
import { parseFields } from "./fields.ts";
import { type Behaviour, type Context, type ResourceType, resourceType } from "./resource.ts";
import { fill, fillId } from "./template.ts";

/** A request to an API: method and path template ("/v1/{parent}/contacts"). */
interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  /** Query parameters, by the property that each takes; one whose property is absent is left out. */
  query?: Record<string, string>;
}

/** A resource type whose life is four requests to one collection: one row of a table. */
export interface Row {
  host: string;
  create: Endpoint;
  /** Default: that of `update`. */
  read: string;
  /**
   * Without it, every change replaces. `mask`: the members that changed are named in updateMask. `wrap`: the member of
   * the body that holds the resource.
   */
  update?: Endpoint & { mask?: boolean; wrap?: string };
  delete?: Endpoint;
  /** Methods may answer with an operation, polled at this path ("/v1/{name}" with the operation's members). */
  operation?: string | ((operation: Properties) => string);
  /** The inputs that are part of a path only. */
  path?: string[];
  /** Properties that the API calls differently: { allUpdatesRule: "notificationsRule" }. */
  rename?: Record<string, string>;
  /** Properties that only the provider knows: kept as they are. */
  local?: string[];
  /** Properties that the API knows although in most types only the provider does. */
  remote?: string[];
  /** Whether the type has labels, which the provider splits in three. */
  labels?: boolean;
  /** Whether a failure to read means that the resource is gone. Default: 404. */
  gone?(failure: ApiFailure): boolean;
  /** Changes the body before it is sent. */
  encode?(body: Properties, inputs: Properties): Properties;
  /** Changes a reply before its properties are read, where members inside of it are called differently. */
  reply?(reply: Properties): Properties;
  /** Changes the properties read from a reply. `known`: the inputs, or the state before. */
  decode?(state: Properties, reply: Properties, known: Properties): Properties;
  normalise?(inputs: Properties): Properties;
  same?: Same;
}

/** The label that the official provider puts on all that it makes. */
export const attribution = { "goog-pulumi-provisioned": "true" };

const providerOnly = ["deletionPolicy", "deletionProtection", "pulumiLabels", "effectiveLabels", "tags"];

/** Whether a reply is an operation: some methods of an API that has them answer at once. */
const isOperation = ({ name, kind, done }: Properties): boolean =>
  done !== undefined || /(^|\/)operations\/[^/]+$/.test(String(name)) || String(kind).endsWith("#operation");

const pick = (properties: Properties, keep: (name: string) => boolean): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => keep(name)));

/** Refuses the deletion that a policy forbids, in the words of the official provider's rule. */
export function mayDelete(state: Properties, byDefault = "DELETE"): boolean {
  const policy = state.deletionPolicy ?? byDefault;
  if (state.deletionProtection === true) {
    throw new Error("the resource is protected: set deletionProtection to false and update it before deleting it");
  }
  if (policy === "PREVENT") {
    throw new Error('the resource is protected: set deletionPolicy to "DELETE" and update it before deleting it');
  }
  return policy !== "ABANDON";
}

/** The path of a request with its query. `mask`: the members that change, where they must be named. */
function urlOf({ path, query = {} }: Endpoint, properties: Properties, mask?: string): string {
  const parameters = new URLSearchParams();
  for (const [name, property] of Object.entries(query)) {
    if (properties[property] !== undefined) parameters.set(name, String(properties[property]));
  }
  if (mask !== undefined) parameters.set("updateMask", mask);
  const filled = fill(path, properties);
  if (parameters.size === 0) return filled;
  return `${filled}${filled.includes("?") ? "&" : "?"}${parameters}`;
}

/** The three maps of labels, for a resource as it is. */
function labelState(row: Row, state: Properties, reply: Properties, known: Properties): Properties {
  if (!row.labels) return state;
  const effective = (reply.labels ?? {}) as Record<string, string>;
  const asked = (known.labels ?? (known.pulumiLabels === undefined ? effective : {})) as Record<string, string>;
  const mine = Object.entries(effective).filter(([key]) => key in asked && !(key in attribution));
  const labels = Object.fromEntries(mine);
  return { ...state, labels, pulumiLabels: { ...attribution, ...labels }, effectiveLabels: effective };
}

function behaviour(facts: Facts, row: Row): Behaviour {
  const fields = parseFields(facts.fields);
  const back = Object.fromEntries(Object.entries(row.rename ?? {}).map(([mine, theirs]) => [theirs, mine]));
  const local = [...providerOnly, ...(row.local ?? [])].filter((name) => !row.remote?.includes(name));
  const computedLocal = fields.deletionPolicy?.computed ? { deletionPolicy: "DELETE" } : {};

  const gone = row.gone ?? (({ code }: ApiFailure) => code === 404);

  const encode = (inputs: Properties): Properties => {
    const body: Properties = {};
    for (const [name, value] of Object.entries(inputs)) {
      if (!local.includes(name) && !row.path?.includes(name)) body[row.rename?.[name] ?? name] = value;
    }
    if (row.labels) body.labels = { ...attribution, ...(inputs.labels as object | undefined) };
    return row.encode ? row.encode(body, inputs) : body;
  };

  const stateOf = (raw: Properties, known: Properties): Properties => {
    const reply = row.reply?.(raw) ?? raw;
    const renamed = Object.fromEntries(Object.entries(reply).map(([name, value]) => [back[name] ?? name, value]));
    const kept = [...local, ...(row.path ?? [])].filter((name) => known[name] !== undefined && name in fields);
    let state = decode(fields, renamed);
    for (const name of kept) state[name] = known[name];
    // What only the provider knows is as usual where nobody said otherwise, as after an import.
    for (const name of local) {
      const usual = fields[name]?.default;
      if (usual !== undefined && known[name] === undefined) state[name] ??= usual;
    }
    state = labelState(row, complete(fields, { ...computedLocal, ...state }, known), reply, known);
    return row.decode ? row.decode(state, reply, known) : state;
  };

  const settle = async ({ client }: Context, reply: Properties): Promise<Properties> => {
    if (!row.operation || !isOperation(reply)) return reply;
    // What is done at once may have no name to poll it by.
    if (reply.done === true && !reply.error) return (reply.response ?? {}) as Properties;
    const path = typeof row.operation === "string" ? fill(row.operation, reply) : row.operation(reply);
    const operation = await client.wait(row.host, path, reply);
    return (operation.response ?? {}) as Properties;
  };

  const read = async ({ client }: Context, known: Properties): Promise<Properties> =>
    stateOf(await client.request(row.host, "GET", fill(row.read, known)), known);

  return {
    async create(context, inputs) {
      const reply = await context.client.request(
        row.host,
        row.create.method,
        urlOf(row.create, inputs),
        encode(inputs),
      );
      const made = stateOf(await settle(context, reply), inputs);
      const known = { ...inputs, ...made, ...(row.labels && { labels: inputs.labels ?? {} }) };
      const state = row.operation ? await read(context, known) : made;
      return { id: fillId(facts.id, state), state };
    },
    async read(context, _id, state) {
      try {
        return await read(context, state);
      } catch (error) {
        if (error instanceof ApiFailure && gone(error)) return undefined;
        throw error;
      }
    },
    async update(context, _id, old, inputs, changed) {
      const known = { ...old, ...inputs };
      const sent = changed.filter((name) => !local.includes(name));
      const identity = { ...pick(old, (name) => fields[name]?.computed === true), ...inputs };
      // Nothing that the API knows has changed.
      if (!row.update || sent.length === 0) return read(context, identity);
      const mask = sent.map((name) => row.rename?.[name] ?? name).join(",");
      const path = urlOf(row.update, known, row.update.mask ? mask : undefined);
      const { method, wrap } = row.update;
      const body = wrap ? { [wrap]: encode(inputs) } : encode(inputs);
      const reply = await context.client.request(row.host, method, path, body);
      await settle(context, reply);
      return read(context, identity);
    },
    async delete(context, _id, state) {
      if (!mayDelete(state) || !row.delete) return;
      try {
        const reply = await context.client.request(row.host, row.delete.method, urlOf(row.delete, state));
        await settle(context, reply);
      } catch (error) {
        if (!(error instanceof ApiFailure && gone(error))) throw error;
      }
    },
    ...(row.normalise && { normalise: row.normalise }),
    ...(row.same && { same: row.same }),
  };
}

/** Makes a resource type of a row. */
export function rest(schema: Record<string, unknown>, token: string, row: Row): ResourceType {
  return resourceType(schema, token, behaviour(schema[token] as Facts, row));
}
