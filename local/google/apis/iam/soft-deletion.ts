import { type Call, projectOf, required } from "../../core/call.ts";
import { type Collection, existing, fullName } from "../../core/collection.ts";
import { invalid, precondition } from "../../core/errors.ts";
import { hexadecimal } from "../../core/identifiers.ts";
import { forget } from "../../core/policies.ts";
import type { Reply } from "../../core/reply.ts";
import type { Document } from "../../core/store.ts";

const host = "iam.googleapis.com";
const day = 24 * 60 * 60 * 1000;
/** How long a deleted pool or provider can be brought back and its ID stays taken. */
const retention = 30 * day;

/** Resources are kept under the project's ID and shown under its number. */
export function shownName(call: Call, name: string): string {
  const { projectId, number } = projectOf(call);
  return name.replace(`projects/${projectId}/`, `projects/${number}/`);
}

/** A new ID, unless it is taken; that of a resource deleted long ago is free again. */
export function newId(collection: () => Collection, parameter: string): (call: Call) => string {
  return (call) => {
    const id = required(call, parameter);
    if (!/^[a-z0-9-]{4,32}$/.test(id) || id.startsWith("gcp-")) throw invalid();
    const key = fullName(collection(), collection().name(call, id));
    const before = call.cloud.store.get<{ expireTime?: string }>(key);
    if (before?.expireTime && before.expireTime < call.cloud.clock.timestamp(3)) forget(call.cloud.store, key);
    return id;
  };
}

/** Starts the operation at whose end a pool or provider is as it is to be. */
export function start(call: Call, collection: Collection, verb: string, name: string, document: Document): Document {
  return call.cloud.operations.start({
    name: `${shownName(call, name)}/operations/b${hexadecimal(31)}`,
    host,
    method: `iam.${collection.id}.${verb}`,
    put: [[fullName(collection, name), document]],
  });
}

/** Refuses to change what is deleted. */
export function requireActive(document: Document): void {
  if (document.state !== "ACTIVE") throw precondition();
}

/** What pools and providers have in common: operations, soft delete and names by project number. */
export function softDeleted(own: Omit<Collection, "host" | "operation" | "remove" | "view" | "filter">): Collection {
  const collection: Collection = {
    ...own,
    host,
    operation: (call, verb, name, document) => {
      if (verb !== "delete") return start(call, collection, verb === "update" ? "patch" : verb, name, document);
      const expireTime = call.cloud.clock.timestamp(3, call.cloud.clock.now() + retention);
      return start(call, collection, verb, name, { ...document, state: "DELETED", expireTime });
    },
    remove: (_, current) => requireActive(current),
    filter: ({ state }, call) => state !== "DELETED" || call.query.get("showDeleted") === "true",
    view: ({ attestationRules: _, ...document }, call) => ({
      ...document,
      name: shownName(call, String(document.name)),
    }),
  };
  return collection;
}

/** Refuses texts that are too long. */
export function checkTexts({ displayName, description }: Document): void {
  if (String(displayName ?? "").length > 32 || String(description ?? "").length > 256) throw invalid();
}

/** Brings a deleted pool or provider back. */
export function undelete(collection: Collection): (call: Call) => Reply {
  return (call) => {
    const { name, document } = existing(collection, call);
    const { expireTime, ...rest } = document;
    if (document.state !== "DELETED" || String(expireTime) < call.cloud.clock.timestamp(3)) throw precondition();
    return start(call, collection, "undelete", name, { ...rest, state: "ACTIVE" });
  };
}
