import { type Call, param, required } from "../../core/call.ts";
import { conflict, denied, invalid, notFound } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import { findProject } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import { ancestors, requireFolder, requireOrganization } from "./containers.ts";
import { bindingPrefix, bindingsOf, manager, requireTag, type TagBinding } from "./tag-resources.ts";

const type = "type.googleapis.com/google.cloud.resourcemanager.v3.TagBinding";

/** The resource that a tag is bound to; a project is always shown by its number. */
function requireResource(call: Call, asked: unknown): string {
  const [, host, path] = /^\/\/([\w.-]+)\/(.+)$/.exec(String(asked)) ?? [];
  if (!host || !path) throw invalid();
  if (host !== "cloudresourcemanager.googleapis.com") return String(asked);
  const [kind, id] = path.split("/") as [string, string];
  if (kind === "folders") requireFolder(call.cloud, id);
  else if (kind === "organizations") requireOrganization(call.cloud, id);
  else {
    const project = kind === "projects" ? findProject(call.cloud, id) : undefined;
    if (!project) throw denied(`Permission denied on resource '${asked}' (or it may not exist).`);
    return `${manager}/projects/${project.number}`;
  }
  return String(asked);
}

function create(call: Call): object {
  const parent = requireResource(call, call.body.parent);
  const value = requireTag(call, String(call.body.tagValue));
  const bound = bindingsOf(call, parent);
  if (bound.some(({ tagValue }) => tagValue === value.name)) {
    throw conflict("A binding already exists between the given resource and TagValue.");
  }
  if (bound.some(({ tagValue }) => requireTag(call, tagValue).parent === value.parent)) {
    throw invalid(
      "A binding already exists between the given resource and a TagValue presented by the same TagKey as the given " +
        "TagValue.",
    );
  }
  const name = `tagBindings/${encodeURIComponent(parent)}/${value.name}`;
  const binding: TagBinding = { name, parent, tagValue: value.name };
  call.cloud.store.put(`${manager}/${name}`, binding);
  // Done at once, and therefore without a name.
  return { done: true, response: { "@type": type, ...binding, tagValueNamespacedName: value.namespacedName } };
}

function remove(call: Call): object {
  // The parent's slashes are escaped in the name, and so was the name in the path.
  const [, parent, tagValue] = /^(.+)\/(tagValues\/\d+)$/.exec(param(call, "binding")) ?? [];
  const name = `${bindingPrefix}${encodeURIComponent(parent ?? "")}/${tagValue}`;
  if (!call.cloud.store.get(name)) throw notFound("Requested entity was not found.");
  call.cloud.store.delete(name);
  return { done: true, response: { "@type": "type.googleapis.com/google.protobuf.Empty" } };
}

function list(call: Call): object {
  const parent = requireResource(call, required(call, "parent"));
  const { items: tagBindings, ...token } = page(bindingsOf(call, parent), call.query, { maximumSize: 300 });
  return { ...(tagBindings.length > 0 && { tagBindings }), ...token };
}

/** The container of a resource and all above it, as full names, nearest first. */
function lineage(call: Call, resource: string): string[] {
  const [, kind, id] =
    new RegExp(`^${RegExp.escape(manager)}/(projects|folders|organizations)/(\\d+)$`).exec(resource) ?? [];
  if (!kind) return [];
  const chain =
    kind === "projects"
      ? ancestors(call.cloud, findProject(call.cloud, id!)!.parent)
      : ancestors(call.cloud, `${kind}/${id}`).slice(1);
  return chain.map((each) => `${manager}/${each}`);
}

/** The tags that a resource has, with those that it inherits; the nearest value of a key counts. */
function effective(call: Call): object {
  const resource = requireResource(call, required(call, "parent"));
  const found = new Map<string, object>();
  for (const at of [resource, ...lineage(call, resource)]) {
    for (const { tagValue } of bindingsOf(call, at)) {
      const value = requireTag(call, tagValue);
      if (found.has(value.parent)) continue;
      const key = requireTag(call, value.parent);
      found.set(key.name, {
        tagValue,
        namespacedTagValue: value.namespacedName,
        tagKey: key.name,
        namespacedTagKey: key.namespacedName,
        tagKeyParentName: key.parent,
        ...(at !== resource && { inherited: true }),
      });
    }
  }
  const { items: effectiveTags, ...token } = page([...found.values()], call.query, { maximumSize: 300 });
  return { ...(effectiveTags.length > 0 && { effectiveTags }), ...token };
}

/** The methods of tag bindings and of what comes of them. */
export const tagBindingRoutes: Route[] = [
  { id: "tagBindings.create", method: "POST", path: "/v3/tagBindings", handle: create },
  // Some clients end the collection's path with a slash.
  ...["", "/"].map(
    (end): Route => ({
      id: "tagBindings.list",
      method: "GET",
      path: `/v3/tagBindings${end}`,
      handle: list,
    }),
  ),
  { id: "tagBindings.delete", method: "DELETE", path: "/v3/tagBindings/{binding=**}", handle: remove },
  { id: "effectiveTags.list", method: "GET", path: "/v3/effectiveTags", handle: effective },
];
