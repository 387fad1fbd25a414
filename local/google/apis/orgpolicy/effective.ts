import type { Cloud } from "../../core/cloud.ts";
import { findProject } from "../../core/projects.ts";
import { ancestors } from "../cloudresourcemanager/containers.ts";
import { type Constraint, host } from "./constraints.ts";
import type { OrgPolicy, Rule, Spec } from "./policies.ts";

/** A resource and all that is above it, nearest first: ["projects/p", "folders/1", "organizations/9"]. */
function lineage(cloud: Cloud, resource: string): string[] {
  const projectId = /^projects\/(.+)$/.exec(resource)?.[1];
  if (projectId === undefined) return ancestors(cloud, resource);
  return [resource, ...ancestors(cloud, findProject(cloud, projectId)!.parent)];
}

function defaultRules({ kind, constraintDefault }: Constraint): Rule[] {
  if (kind === "boolean") return [{ enforce: constraintDefault === "DENY" }];
  return [constraintDefault === "ALLOW" ? { allowAll: true } : { denyAll: true }];
}

/** Joins what a resource says with what it inherits: values add up, and what is denied anywhere stays denied. */
function join(own: Rule[], inherited: Rule[]): Rule[] {
  const conditional = own.filter(({ condition }) => condition?.expression);
  const plain = [...own.filter((rule) => !conditional.includes(rule)), ...inherited];
  if (plain.some(({ denyAll }) => denyAll)) return [...conditional, { denyAll: true }];
  const values = plain.flatMap((rule) => (rule.values ? [rule.values] : []));
  const denied = new Set(values.flatMap(({ deniedValues = [] }) => deniedValues));
  const allowed = new Set(values.flatMap(({ allowedValues = [] }) => allowedValues)).difference(denied);
  const open = plain.some(({ allowAll }) => allowAll);
  if (denied.size === 0 && (open || allowed.size === 0)) return [...conditional, { allowAll: true }];
  const merged = {
    ...(allowed.size > 0 && !open && { allowedValues: [...allowed] }),
    ...(denied.size > 0 && { deniedValues: [...denied] }),
  };
  return [...conditional, { values: merged }];
}

/** What holds at a resource: its own policy or the nearest one above it, merged upwards where policies ask for that. */
export function effectiveSpec(cloud: Cloud, constraint: Constraint, resource: string, id: string): Spec {
  const rules = ([at, ...above]: string[]): Rule[] | undefined => {
    if (at === undefined) return undefined;
    const spec = cloud.store.get<OrgPolicy>(`//${host}/${at}/policies/${id}`)?.spec;
    if (!spec) return rules(above);
    if (spec.reset) return defaultRules(constraint);
    const inherited = spec.inheritFromParent ? rules(above) : undefined;
    if (!spec.rules) return inherited;
    return inherited ? join(spec.rules, inherited) : spec.rules;
  };
  return { rules: rules(lineage(cloud, resource)) ?? defaultRules(constraint) };
}
