import { type Call, param, projectOf } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { ApiError } from "../../core/errors.ts";
import { digits } from "../../core/identifiers.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { HttpMethod, Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { type Base, busy, documentOf, everyOne, keepBusy, labelled, newName, requireReady } from "./documents.ts";
import { inUse, missing, stale, taken } from "./errors.ts";
import { stored, versions } from "./links.ts";
import { aggregated, type Listed, listed } from "./lists.ts";
import { operate } from "./operations.ts";
import { type Place, placeOf, type Scope, scopePaths } from "./places.ts";

/** What a method does: a document is changed at once, or, with `during`, when the operation ends. */
export interface Outcome {
  document: Document;
  /** What the resource says until the operation ends; it can't be changed meanwhile. */
  during?: Document;
  put?: [name: string, document: object][];
  remove?: string[];
  /** The operation is finished before it is answered with. */
  instant?: boolean;
}

/** A method of one resource besides the usual ones. */
export interface Method {
  verb: string;
  method?: HttpMethod;
  handle(call: Call, current: Document, at: Place): Outcome;
}

/** A kind of resource. */
export interface Kind extends Listed {
  scopes: Scope[];
  /** The first part of its method IDs where it isn't the collection: { global: "globalAddresses" }. */
  ids?: Partial<Record<Scope, string>>;
  /** The members of a new one besides its name, times and links. */
  create(call: Call, base: Base): { members: Document; others?: [string, Document][]; error?: ApiError };
  /** What it says of itself while it is made, and while it is deleted. */
  making?: Document;
  deleting?: Document;
  /** What uses it, by relative name: it can't be deleted then. */
  user?(cloud: Cloud, document: Document): string | undefined;
  /** What else a delete does, or why it is refused. */
  remove?(call: Call, document: Document): { change?: [string, object][]; remove?: string[] };
  /** The document after a PATCH or PUT. */
  patch?(call: Call, current: Document, at: Place): Document;
  put?(call: Call, current: Document, at: Place): Document;
  view?(call: Call, document: Document): Document;
  /** What lists of a project show besides what is kept here. */
  others?(call: Call): Document[];
  /** Whether it has labels; "instant": the operation of setLabels is finished at once. */
  labels?: true | "instant";
  policies?: boolean;
  methods?: Method[];
  /** What operations call a method where it isn't by its own name: { patch: "updateNetwork" }. */
  operationTypes?: Record<string, string>;
}

const inPlace = (cloud: Cloud, kind: Listed, at: Place): Document[] =>
  cloud.store.list(stored(`${at.path}/${kind.collection}/`)).map(({ document }) => document);

/** The resource that a request names, by name or by ID. */
export function existing(call: Call, kind: Listed): { name: string; document: Document; at: Place } {
  const at = placeOf(call);
  const key = param(call, "resource");
  const byId = /^\d+$/.test(key) ? inPlace(call.cloud, kind, at).find(({ id }) => id === key)?.name : undefined;
  const name = `${at.path}/${kind.collection}/${byId ?? key}`;
  const document = call.cloud.store.get(stored(name));
  if (!document) throw missing(name);
  return { name, document, at };
}

/** The resource that a request changes, which must be ready. */
function settled(call: Call, kind: Listed): ReturnType<typeof existing> {
  requireReady(call.cloud, existing(call, kind).name);
  return existing(call, kind);
}

const withoutNulls = (body: Document): Document =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

function insert(kind: Kind, call: Call): Document {
  const at = placeOf(call);
  call.body = withoutNulls(call.body);
  const name = `${at.path}/${kind.collection}/${newName(call.body)}`;
  if (call.cloud.store.get(stored(name))) throw taken(name);
  const base = { at, name, id: digits(19) };
  const { members, others = [], error } = kind.create(call, base);
  const document = documentOf(call.cloud, kind, base, members);
  const put: [string, object][] = [[stored(name), document], ...others];
  call.cloud.store.put(stored(name), { ...document, ...kind.making });
  for (const [other, its] of others) call.cloud.store.put(other, its);
  const operation = operate(call, at, {
    type: "insert",
    target: name,
    targetId: base.id,
    put: [[stored(name), document]],
    remove: [busy(name)],
    release: [busy(name), ...put.map(([made]) => made)],
    ...(error && { error }),
  });
  return keepBusy(call, at, name, operation);
}

function remove(kind: Kind, call: Call): Document {
  const { name, document, at } = settled(call, kind);
  const effects = kind.remove?.(call, document);
  const user = kind.user?.(call.cloud, document);
  if (user !== undefined) throw inUse(kind.singular, name, user);
  call.cloud.store.put(stored(name), { ...document, ...kind.deleting });
  const operation = operate(call, at, {
    type: "delete",
    target: name,
    targetId: document.id,
    ...(effects?.change && { change: effects.change }),
    remove: [stored(name), busy(name), ...(effects?.remove ?? [])],
  });
  return keepBusy(call, at, name, operation);
}

/** Carries out what a method decided. */
export function change(kind: Kind, call: Call, type: string, handle: Method["handle"]): Document {
  const { name, document: current, at } = settled(call, kind);
  const { document, during, put = [], remove: gone = [], instant = false } = handle(call, current, at);
  const { store } = call.cloud;
  const operation = { type: kind.operationTypes?.[type] ?? type, target: name, targetId: current.id, instant };
  if (during) {
    store.put(stored(name), { ...current, ...during });
    const effects = { put: [[stored(name), document] as [string, object], ...put], remove: [busy(name), ...gone] };
    return keepBusy(call, at, name, operate(call, at, { ...operation, ...effects }));
  }
  for (const [other, its] of [[stored(name), document] as const, ...put]) store.put(other, its);
  for (const other of gone) store.delete(other);
  return operate(call, at, operation);
}

/** Takes labels over when the fingerprint is that of the labels as they are. */
function setLabels(call: Call, current: Document): Document {
  if (call.body.labelFingerprint !== current.labelFingerprint) {
    throw stale("Labels fingerprint either invalid or resource labels have changed");
  }
  return labelled(current, call.body.labels);
}

/** The methods of a kind of resource. */
export function kindRoutes(kind: Kind): Route[] {
  const show = (call: Call, document: Document) => kind.view?.(call, document) ?? document;
  const routes = kind.scopes.flatMap((scope): Route[] => {
    const service = kind.ids?.[scope] ?? kind.collection;
    const many = `${scopePaths[scope]}/${kind.collection}`;
    const one = `${many}/{resource}`;
    const on = (verb: string, method: HttpMethod, path: string, handle: (call: Call) => object) =>
      versions(`${service}.${verb}`, method, path, handle);
    return [
      ...on("insert", "POST", many, (call) => insert(kind, call)),
      ...on("list", "GET", many, (call) => {
        const at = placeOf(call);
        const nodes = (kind.others?.(call) ?? []).filter(({ selfLink }) => String(selfLink).includes(`/${at.path}/`));
        const own = inPlace(call.cloud, kind, at).map((document) => show(call, document));
        return listed(call, kind, at, [...own, ...nodes]);
      }),
      ...on("get", "GET", one, (call) => show(call, existing(call, kind).document)),
      ...on("delete", "DELETE", one, (call) => remove(kind, call)),
      ...methodsOf(kind).flatMap(({ verb, method = "POST", handle }) => {
        const path = verb === "patch" || verb === "update" ? one : `${one}/${verb}`;
        return on(verb, method, path, (call) => change(kind, call, verb, handle));
      }),
      ...(kind.policies ? ["/compute/v1", "/compute/beta", ""] : []).flatMap((prefix) =>
        policyRoutes({
          id: service,
          path: prefix + one,
          separator: "/",
          resource: (call) => stored(existing(call, kind).name),
        }),
      ),
    ];
  });
  if (!kind.scopes.some((scope) => scope !== "global")) return routes;
  const everywhere = `/projects/{project}/aggregated/${kind.collection}`;
  const all = versions(`${kind.collection}.aggregatedList`, "GET", everywhere, (call) => {
    const documents = everyOne(call.cloud, projectOf(call).projectId, kind.collection);
    const own = documents.map((document) => show(call, document));
    return aggregated(call, kind, kind.scopes, [...own, ...(kind.others?.(call) ?? [])]);
  });
  return [...routes, ...all];
}

function methodsOf(kind: Kind): Method[] {
  const { patch, put, labels, methods = [] } = kind;
  return [
    ...(patch
      ? [{ verb: "patch", method: "PATCH" as const, handle: (...args: Parameters<typeof patch>) => whole(patch, args) }]
      : []),
    ...(put
      ? [{ verb: "update", method: "PUT" as const, handle: (...args: Parameters<typeof put>) => whole(put, args) }]
      : []),
    ...(labels
      ? [
          {
            verb: "setLabels",
            handle: (call: Call, current: Document) => ({
              document: setLabels(call, current),
              instant: labels === "instant",
            }),
          },
        ]
      : []),
    ...methods,
  ];
}

const whole = <Args extends unknown[]>(update: (...args: Args) => Document, args: Args): Outcome => ({
  document: update(...args),
});
