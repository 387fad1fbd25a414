import type { Properties } from "../../grpc/values.ts";
import { metadataOf } from "./identity.ts";

/** One entry of metadata.managedFields: who manages which fields. */
export interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  fieldsV1?: FieldSet;
  [member: string]: unknown;
}

/**
 * A set of fields as Kubernetes writes it: `f:name` a member, `k:{…}` an element of a list by its keys, `v:…` an element
 * of a set, `.` the thing itself; a leaf is managed as a whole.
 */
export interface FieldSet {
  [key: string]: FieldSet;
}

/** Beginnings of names: what was done with kubectl, or created by Pulumi, is taken over, as the official provider does. */
const takenOver = ["kubectl", "before-first-apply", "pulumi-kubernetes", "pulumi-resource-kubernetes"];

export const managedFields = (object: Properties): ManagedFields[] =>
  (metadataOf(object).managedFields ?? []) as ManagedFields[];

/** Whether the provider takes over what a manager has changed. `ours`: the names that the resource has or had itself. */
export const isTakenOver = (manager: string, ours: string[]): boolean =>
  ours.includes(manager) || takenOver.some((each) => manager.startsWith(each));

/** All that is in any of several sets. */
function union(sets: FieldSet[]): FieldSet {
  const all: FieldSet = {};
  for (const set of sets) {
    for (const [key, below] of Object.entries(set)) all[key] = all[key] ? union([all[key], below]) : below;
  }
  return all;
}

/**
 * The entries after everything that is taken over belongs to `manager`'s applying, so that what is left out of the next
 * apply is removed. Undefined: nothing needs to change. `previous`: names under which the resource applied before.
 */
export function takeOver(
  entries: ManagedFields[],
  manager: string,
  previous: string[] = [],
): ManagedFields[] | undefined {
  const ours = [manager, ...previous];
  const isOurs = (entry: ManagedFields) => entry.manager === manager && entry.operation === "Apply";
  const mine = ({ manager: name = "", operation, subresource }: ManagedFields) => {
    if (subresource) return false;
    return operation === "Apply" ? ours.includes(name) || name.startsWith("kubectl") : isTakenOver(name, ours);
  };
  const taken = entries.filter(mine);
  if (taken.every(isOurs)) return undefined;
  const last = taken.find(isOurs) ?? taken.at(-1)!;
  const fieldsV1 = union(taken.map((entry) => entry.fieldsV1 ?? {}));
  return [...entries.filter((entry) => !mine(entry)), { ...last, manager, operation: "Apply", fieldsV1 }];
}

/** What managers other than the resource's own have. */
export function ofOthers(object: Properties, manager: string): FieldSet {
  return union(managedFields(object).flatMap((entry) => (entry.manager === manager ? [] : [entry.fieldsV1 ?? {}])));
}

export function ofManager(object: Properties, manager: string): FieldSet {
  return union(managedFields(object).flatMap((entry) => (entry.manager === manager ? [entry.fieldsV1 ?? {}] : [])));
}

/** How the lists and maps of an object are put together, as far as anybody manages anything in them. */
export const shapeOf = (object: Properties): FieldSet =>
  union(managedFields(object).map((entry) => entry.fieldsV1 ?? {}));

/** Whether a set has a field: the names of members from the root. Elements of lists are not looked into. */
export function has(set: FieldSet, path: readonly (string | number)[]): boolean {
  let at: FieldSet | undefined = set;
  for (const part of path) {
    if (typeof part === "number") return true;
    at = at[`f:${part}`];
    if (!at) return false;
    if (Object.keys(at).length === 0) return true;
  }
  return true;
}
