import { ApiFailure } from "../core/client.ts";
import { type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete, type Row, rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/tags.json" with { type: "json" };

const host = "cloudresourcemanager.googleapis.com";

/** A tag that is gone answers as one that the caller may not see. */
const gone = ({ code, message }: ApiFailure) => code === 404 || (code === 403 && message.includes("may not exist"));

/** What keys and values have in common. */
const tag = (collection: "tagKeys" | "tagValues"): Row => ({
  host,
  create: { method: "POST", path: `/v3/${collection}` },
  read: `/v3/${collection}/{name}`,
  update: { method: "PATCH", path: `/v3/${collection}/{name}`, mask: true },
  delete: { method: "DELETE", path: `/v3/${collection}/{name}` },
  operation: "/v3/{name}",
  gone,
  // A project is named by its number in replies, however it was named before.
  decode: (state, reply, known) => ({
    ...state,
    name: lastSegment(String(reply.name)),
    ...(known.parent !== undefined && { parent: known.parent }),
  }),
});

const tagKey = rest(schema, "gcp:tags/tagKey:TagKey", tag("tagKeys"));
const tagValue = rest(schema, "gcp:tags/tagValue:TagValue", tag("tagValues"));

interface Binding {
  name: string;
  parent: string;
  tagValue: string;
}

const prefix = "tagBindings/";

const tagBinding = resourceType(schema, "gcp:tags/tagBinding:TagBinding", {
  async create({ client }, inputs) {
    const { parent, tagValue } = inputs;
    const operation = await client.request(host, "POST", "/v3/tagBindings", { parent, tagValue });
    const done = operation.done === true ? operation : await client.wait(host, `/v3/${operation.name}`, operation);
    const { name } = done.response as Binding & Record<string, unknown>;
    const state = { deletionPolicy: "DELETE", ...inputs, name: name.slice(prefix.length) };
    return { id: name, state };
  },
  parse: (id) => {
    const name = id.startsWith(prefix) ? id.slice(prefix.length) : id;
    const [, parent, tagValue] = /^(.+)\/(tagValues\/\d+)$/.exec(name) ?? [];
    if (!parent) return undefined;
    return { deletionPolicy: "DELETE", name, parent: decodeURIComponent(parent), tagValue };
  },
  // There is no request for one binding: those of the parent are listed.
  async read({ client }, _id, state) {
    for (let token = ""; ; ) {
      const query = new URLSearchParams({ parent: String(state.parent), pageSize: "300", pageToken: token });
      const reply = await client.request(host, "GET", `/v3/tagBindings?${query}`);
      const bindings = (reply.tagBindings ?? []) as Binding[];
      if (bindings.some(({ name }) => name === `${prefix}${state.name}`)) return state;
      token = String(reply.nextPageToken ?? "");
      if (!token) return undefined;
    }
  },
  async update(_context, _id, old, inputs) {
    return { ...old, ...inputs };
  },
  async delete({ client }, _id, state) {
    if (!mayDelete(state)) return;
    try {
      const operation = await client.request(host, "DELETE", `/v3/tagBindings/${state.name}`);
      if (operation.done !== true) await client.wait(host, `/v3/${operation.name}`, operation);
    } catch (error) {
      if (!(error instanceof ApiFailure && gone(error))) throw error;
    }
  },
});

export const tags: ResourceType[] = [tagKey, tagValue, tagBinding];
