import { type Call, projectOf } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { ApiError } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { invalidValue, malformed, missing, notReady, requiredField } from "./errors.ts";
import { fingerprint, host, link, relative, stored, timestamp } from "./links.ts";
import type { Listed } from "./lists.ts";
import type { Place } from "./places.ts";

/** What is certain of a resource before it is made. */
export interface Base {
  at: Place;
  /** The relative name. */
  name: string;
  id: string;
}

const pattern = "(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)";

/** The name that a new resource is to have. */
export function newName(body: Document, field = "resource.name"): string {
  const { name } = body;
  if (!name) throw requiredField(field);
  if (!new RegExp(`^${pattern}$`).test(String(name))) {
    throw invalidValue(field, name, `Must be a match of regex '${pattern}'`);
  }
  return String(name);
}

/** A whole document: what all resources have, and the members of this one. */
export function documentOf(cloud: Cloud, kind: Listed, { at, name, id }: Base, members: Document): Document {
  return {
    kind: `compute#${kind.singular}`,
    id,
    creationTimestamp: timestamp(cloud),
    name: name.split("/").at(-1),
    ...members,
    selfLink: link(name),
    ...at.members,
  };
}

/** The relative name of a resource by its document. */
export const nameIn = (document: Document): string => relative(String(document.selfLink));

/** What a link that a document holds leads to. */
export const linked = (cloud: Cloud, to: unknown): Document | undefined =>
  cloud.store.get(stored(relative(String(to))));

/** The document that says that a resource is not ready. */
export const busy = (name: string) => `busy${stored(name)}`;

/** Notes which operation a resource is being made, changed or deleted by. */
export function keepBusy(call: Call, at: Place, name: string, operation: Document): Document {
  call.cloud.store.put(busy(name), { operation: `${at.path}/operations/${operation.name}` });
  return operation;
}

/** Refuses what a resource can't be used for while it is being made or deleted. */
export function requireReady(cloud: Cloud, name: string): void {
  const operation = () => cloud.store.get<{ operation: string }>(busy(name))?.operation;
  const running = operation();
  if (running === undefined) return;
  cloud.operations.conclude(host, running);
  if (operation() !== undefined) throw notReady(name);
}

/** The documents of a kind in a project, in all of its places. */
export function everyOne(cloud: Cloud, project: string, collection: string): Document[] {
  const at = new RegExp(`/(?:global|(?:regions|zones)/[^/]+)/${collection}/[^/]+$`);
  return cloud.store
    .list(stored(`projects/${project}/`))
    .filter(({ name }) => at.test(name))
    .map(({ document }) => document);
}

/** A document with other labels. */
export function labelled(document: Document, labels: Document = {}): Document {
  const { labels: _, ...rest } = document;
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key)) {
      throw invalidValue("labels", key, "Label keys must start with a lower-case letter.");
    }
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(String(value))) {
      throw invalidValue("labels", value, "Label values must be lower-case letters, digits, _ and -.");
    }
  }
  const some = Object.keys(labels).length > 0;
  return { ...rest, ...(some && { labels }), labelFingerprint: fingerprint(labels) };
}

const referencePattern = /^(?:projects\/([^/]+)\/)?((?:global|(?:regions|zones)\/[^/]+)\/([A-Za-z]+)\/[^/]+)$/;

/** The relative name that a reference stands for: a link, or its end from "projects", "global", "regions" or "zones". */
export function nameOf(call: Call, field: string, text: unknown, collection: string): string {
  const match = referencePattern.exec(relative(String(text)));
  if (match?.[3] !== collection) throw malformed(field, text);
  const own = projectOf(call);
  const project = match[1] === undefined || match[1] === own.number ? own.projectId : match[1];
  return `projects/${project}/${match[2]}`;
}

/** What a reference leads to, which must be there and ready. `absent`: the refusal where it isn't the usual one. */
export function referenced(
  call: Call,
  field: string,
  text: unknown,
  kind: Listed,
  absent: (name: string) => ApiError = missing,
): { name: string; document: Document } {
  const name = nameOf(call, field, text, kind.collection);
  if (!call.cloud.store.get(stored(name))) throw absent(name);
  requireReady(call.cloud, name);
  const document = call.cloud.store.get(stored(name));
  if (!document) throw absent(name);
  return { name, document };
}

/** The members of a body that a resource takes over as they are. */
export function picked(body: Document, names: string[]): Document {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));
}

/** A document with the members that a change has; null takes one away. */
export function patched(current: Document, change: Document, names: string[]): Document {
  const next = { ...current };
  for (const name of names) {
    if (change[name] === null) delete next[name];
    else if (change[name] !== undefined) next[name] = change[name];
  }
  return next;
}
