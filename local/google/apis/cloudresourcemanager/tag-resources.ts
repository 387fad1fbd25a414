import type { Call } from "../../core/call.ts";
import { denied } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";

/** What the full names of Resource Manager begin with. */
export const manager = "//cloudresourcemanager.googleapis.com";

/** A tag key or a tag value; the parent of a value is a key. */
export interface Tag extends Document {
  /** "tagKeys/123" or "tagValues/123" */
  name: string;
  /** "organizations/1", "projects/<number>" or "tagKeys/123" */
  parent: string;
  shortName: string;
  /** "<organisation or project ID>/key/value" */
  namespacedName: string;
  description?: string;
  createTime: string;
  updateTime: string;
  etag: string;
  purpose?: string;
  purposeData?: Record<string, string>;
  allowedValuesRegex?: string;
}

/** The full name under which a tag is kept. */
export const tagName = (name: string) => `${manager}/${name}`;

/** What Google says of a tag that isn't there, or isn't the caller's. */
export const missingTag = (name: string) =>
  denied(
    "com.google.apps.framework.request.StatusException: <eye3 title='PERMISSION_DENIED'/> " +
      `generic::PERMISSION_DENIED: Permission denied on resource '${name}' (or it may not exist).`,
  );

/** A tag by its name. */
export function requireTag(call: Call, name: string): Tag {
  const tag = call.cloud.store.get<Tag>(tagName(name));
  if (!tag) throw missingTag(name);
  return tag;
}

/** A tag value on a resource. */
export interface TagBinding {
  /** "tagBindings/<the parent, percent-encoded>/tagValues/123" */
  name: string;
  /** The full name of the resource: "//cloudresourcemanager.googleapis.com/projects/<number>". */
  parent: string;
  tagValue: string;
}

/** What the full names of bindings begin with. */
export const bindingPrefix = `${manager}/tagBindings/`;
/** The bindings of a resource, or all. */
export const bindingsOf = (call: Call, parent?: string): TagBinding[] =>
  call.cloud.store
    .list<TagBinding>(parent === undefined ? bindingPrefix : `${bindingPrefix}${encodeURIComponent(parent)}/`)
    .map(({ document }) => document);
