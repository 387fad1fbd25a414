import { type Call, param, updateMask } from "./call.ts";
import { type ApiError, conflict, notFound } from "./errors.ts";
import { page } from "./paging.ts";
import { forget } from "./policies.ts";
import { HttpReply, type Reply } from "./reply.ts";
import type { HttpMethod, Route } from "./router.ts";
import { type Document, isDocument } from "./store.ts";

/** A kind of resource that is made, read, listed, changed and deleted in the usual way. */
export interface Collection {
  host: string;
  /** "projects.notificationChannels" */
  id: string;
  /** "/v3/projects/{project}/notificationChannels" */
  path: string;
  /** The path parameter of one resource: "channel". */
  item: string;
  /** The member of a list's reply. Default: the last part of `id`. */
  key?: string;
  /** The resource's own name, under which it is kept: "projects/p/notificationChannels/1". */
  name(call: Call, id: string): string;
  /** The ID of a new resource: given by the caller or by the service. */
  newId(call: Call): string;
  /** A new resource of what was asked for. Throws what the API refuses with. */
  create(call: Call, name: string): Document;
  /** How a resource is made. Default POST to the collection; PUT goes to the resource itself. */
  createWith?: HttpMethod;
  /** The changed resource. Without it there is no update. `mask`: the members to change, if a mask was given. */
  update?(call: Call, current: Document, mask: string[] | undefined): Document;
  updateWith?: HttpMethod;
  /** What else happens on a delete, or why it is refused. `null`: there is no delete. */
  remove?: ((call: Call, current: Document) => void) | null;
  /** What a delete answers. Default {}. */
  removed?: Reply;
  /** Wraps a write's result in an operation: `verb` is "create", "update" or "delete". */
  operation?(call: Call, verb: "create" | "update" | "delete", name: string, document: Document): object;
  /** How a resource is shown. Default: as it is kept. */
  view?(document: Document, call: Call): Document;
  /** The refusal for a resource that isn't there. Default: "Requested entity was not found." */
  missing?(name: string, call: Call): ApiError;
  /** The refusal for a name that is taken. Default: "Requested entity already exists". */
  taken?(name: string, call: Call): ApiError;
  /** Page sizes of the list. */
  pages?: { defaultSize?: number; maximumSize?: number; sizeParameter?: string };
  /** Which of the resources a list shows. */
  filter?(document: Document, call: Call): boolean;
  /** The order of a list. Default: by name. */
  order?(a: Document, b: Document): number;
  /** Whether a list says how many resources there are. */
  totalSize?: boolean;
}

export const fullName = (collection: Pick<Collection, "host">, name: string) => `//${collection.host}/${name}`;

/** The resource that a request names; refuses as the API does when it isn't there. */
export function existing(collection: Collection, call: Call): { name: string; document: Document } {
  const name = collection.name(call, param(call, collection.item));
  const document = call.cloud.store.get(fullName(collection, name));
  if (!document) throw collection.missing?.(name, call) ?? notFound("Requested entity was not found.");
  return { name, document };
}

function create(collection: Collection, call: Call): Reply {
  const name = collection.name(call, collection.newId(call));
  const key = fullName(collection, name);
  if (call.cloud.store.get(key)) throw collection.taken?.(name, call) ?? conflict();
  const document = collection.create(call, name);
  return save(collection, call, "create", name, document);
}

/** Keeps a resource at once, or at the end of an operation. */
function save(collection: Collection, call: Call, verb: "create" | "update", name: string, document: Document): Reply {
  if (collection.operation) return collection.operation(call, verb, name, document);
  call.cloud.store.put(fullName(collection, name), document);
  return collection.view?.(document, call) ?? document;
}

function update(collection: Collection, call: Call): Reply {
  const { name, document } = existing(collection, call);
  return save(collection, call, "update", name, collection.update!(call, document, updateMask(call)));
}

function remove(collection: Collection, call: Call): Reply {
  const { name, document } = existing(collection, call);
  collection.remove?.(call, document);
  if (collection.operation) return collection.operation(call, "delete", name, document);
  forget(call.cloud.store, fullName(collection, name));
  return collection.removed ?? {};
}

function list(collection: Collection, call: Call): Reply {
  const prefix = fullName(collection, collection.name(call, ""));
  const all = call.cloud.store
    .list(prefix)
    .filter(({ name }) => !name.slice(prefix.length).includes("/"))
    .map(({ document }) => document)
    .filter((document) => collection.filter?.(document, call) ?? true);
  if (collection.order) all.sort(collection.order);
  const { items, ...token } = page(all, call.query, collection.pages);
  const key = collection.key ?? collection.id.split(".").at(-1)!;
  return {
    ...(items.length > 0 && { [key]: items.map((item) => collection.view?.(item, call) ?? item) }),
    ...token,
    ...(collection.totalSize && all.length > 0 && { totalSize: all.length }),
  };
}

/** The methods of a collection. */
export function collectionRoutes(collection: Collection): Route[] {
  const { id, path, item, createWith = "POST", updateWith = "PATCH" } = collection;
  const one = `${path}/{${item}}`;
  const route = (verb: string, method: HttpMethod, at: string, handle: typeof list): Route => ({
    id: `${id}.${verb}`,
    method,
    path: at,
    handle: (call) => handle(collection, call),
  });
  return [
    route("create", createWith, createWith === "PUT" ? one : path, create),
    route("list", "GET", path, list),
    route("get", "GET", one, (_, call) => {
      const { document } = existing(collection, call);
      return collection.view?.(document, call) ?? document;
    }),
    ...(collection.update ? [route("patch", updateWith, one, update)] : []),
    ...(collection.remove === null ? [] : [route("delete", "DELETE", one, remove)]),
  ];
}

/** Nothing, with status 204. */
export const noContent = new HttpReply(204);

/** Takes over the members that a mask names, or, without a mask, all that the change has; an absent one is removed. */
export function merge(current: Document, change: Document, mask: string[] | undefined): Document {
  const merged = structuredClone(current);
  for (const path of mask ?? Object.keys(change)) copy(change, merged, path.split("."));
  return merged;
}

function copy(from: Document, to: Document, [key, ...rest]: string[]): void {
  if (key === undefined) return;
  if (rest.length === 0) {
    if (from[key] === undefined) delete to[key];
    else to[key] = structuredClone(from[key]);
    return;
  }
  const [source, target] = [from[key], to[key]];
  const inner = isDocument(target) ? target : {};
  to[key] = inner;
  copy(isDocument(source) ? source : {}, inner, rest);
}

/** Leaves out what Google's newer APIs leave out of JSON: false, 0, "", empty lists and maps, at every depth. */
export function withoutDefaults<T>(value: T): T {
  if (!isDocument(value)) return value;
  const kept = Object.entries(value)
    .map(
      ([key, member]) => [key, Array.isArray(member) ? member.map(withoutDefaults) : withoutDefaults(member)] as const,
    )
    .filter(([, member]) => {
      if (member === false || member === 0 || member === "" || member === null || member === undefined) return false;
      return !(Array.isArray(member) && member.length === 0);
    });
  return Object.fromEntries(kept) as T;
}
