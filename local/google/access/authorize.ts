import type { Call } from "../core/call.ts";
import { type Binding, readPolicy } from "../core/policies.ts";
import { decoded, type Route } from "../core/router.ts";
import type { Attributes } from "./access.ts";
import { AccessDenied } from "./denied.ts";
import { type Needs, needsOf } from "./needs.ts";

/** The parts of a path that name no resource: the version, and what stands before it. */
const version = /^(?:\/(?:upload|download))?(?:\/(?:compute|bigquery|dns|storage))?(?:\/(?:v\d+\w*|beta))?\//;

const hierarchy = ["projects", "folders", "organizations"];

/** A part of a template that stands for something the caller chose. */
const isParameter = (part: string) => part.startsWith("{");

/**
 * What a request is about, by full name: what its path names, or for a collection what that is in. Of
 * "/v1/projects/{project}/topics" that is the project.
 */
export function resourceOf(call: Call, route: Route): string {
  const [template, path] = [route.path, call.path].map((each) =>
    each.replace(version, "").replace(/:\w+$/, "").split("/"),
  );
  const last = template!.findLastIndex(isParameter);
  // A path may have more parts than its template, where a parameter takes several.
  const surplus = path!.length - template!.length;
  const parts = path!.slice(0, last + 1 + surplus).map(decoded);
  const host =
    parts.length === 2 && hierarchy.includes(parts[0]!) ? "cloudresourcemanager.googleapis.com" : call.api.host;
  return `//${host}/${parts.join("/")}`;
}

/** The roles whose grants a request changes, which conditions can limit. */
function attributesOf(call: Call, route: Route, resource: string): Attributes {
  if (!route.id.endsWith(".setIamPolicy")) return {};
  const asked: { bindings?: Binding[] } = call.body.policy ?? call.body;
  const current = readPolicy(call.cloud.store, resource).bindings ?? [];
  const grants = (bindings: Binding[]) =>
    new Map(bindings.map((each) => [`${each.role} ${JSON.stringify(each.condition ?? null)}`, each] as const));
  const [before, after] = [grants(current), grants(asked.bindings ?? [])];
  const text = (binding?: Binding) => JSON.stringify(binding?.members.toSorted() ?? []);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => text(before.get(key)) !== text(after.get(key)),
  );
  return { "iam.googleapis.com/modifiedGrantsByRole": changed.map((key) => key.split(" ")[0]!) };
}

/** Refuses a call unless the caller has every permission that its method needs. */
export function authorize(call: Call, route: Route): void {
  const needs: Needs | undefined = needsOf(call.api.permissions, route.id);
  if (needs === undefined) throw new Error(`${call.api.host} doesn't say what ${route.id} needs`);
  const { access } = call.cloud;
  for (const need of typeof needs === "string" ? [needs] : needs) {
    const permission = typeof need === "string" ? need : need.permission;
    const own = () => call.api.resource?.(call, route) ?? resourceOf(call, route);
    for (const resource of typeof need === "string" ? [own()] : need.on(call)) {
      if (resource === undefined) continue;
      if (access.allows(call.identity, permission, resource, attributesOf(call, route, resource))) continue;
      throw new AccessDenied(call.api, { permission, resource, identity: call.identity });
    }
  }
}
