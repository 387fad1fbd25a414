import { isObject, isUnknown, type Properties } from "../../grpc/values.ts";
import type { Field, Fields } from "./fields.ts";

/** What differs at one path of a resource. */
export interface Change {
  path: string;
  kind: "add" | "delete" | "update";
  /** The change can only be had by a new resource. */
  replace: boolean;
}

/** Whether two values of a property mean the same although their texts differ, such as two forms of a link. */
export type Same = (path: string, old: unknown, next: unknown) => boolean;

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/**
 * Compares what is wanted with what is there. A property that is not asked for is left alone where the service decides
 * it, and otherwise removed.
 */
export function diff(fields: Fields, state: Properties, inputs: Properties, same: Same = () => false): Change[] {
  const changes: Change[] = [];
  compareObjects(fields, state, inputs, "", false, same, changes);
  return changes;
}

/** "a.b" and 'a["b"]' are the same; each part of a path begins with a dot or a bracket. */
const plainPath = (path: string) => `.${path}`.replaceAll(/\["([^"]*)"\]/g, ".$1");

/** The changes that count when those of some properties, and of all in them, don't. `ignored`: may have "[*]". */
export function without(changes: Change[], ignored: readonly string[]): Change[] {
  const patterns = ignored.map(
    (path) => new RegExp(`^${RegExp.escape(plainPath(path)).replaceAll("\\[\\*\\]", "\\[\\d+\\]")}(?=[.[]|$)`),
  );
  return changes.filter(({ path }) => !patterns.some((pattern) => pattern.test(plainPath(path))));
}

function compareObjects(
  fields: Fields,
  state: Properties,
  inputs: Properties,
  path: string,
  replace: boolean,
  same: Same,
  changes: Change[],
): void {
  for (const [name, field] of Object.entries(fields)) {
    // A write-only property is not in the state: a change of it shows in the version beside it.
    if (field.output || field.writeOnly) continue;
    const at = path ? `${path}.${name}` : name;
    compare(field, state[name], inputs[name], at, replace || field.replace, same, changes);
  }
}

function compare(
  field: Field,
  old: unknown,
  next: unknown,
  path: string,
  replace: boolean,
  same: Same,
  changes: Change[],
): void {
  if (next === undefined || next === null) {
    const kept = field.computed || field.autoname || isEmpty(old) || same(path, old, next);
    if (!kept) changes.push({ path, kind: "delete", replace });
    return;
  }
  if (old === undefined || old === null) {
    if (!isEmpty(next)) changes.push({ path, kind: "add", replace });
    return;
  }
  if (isUnknown(next)) {
    changes.push({ path, kind: "update", replace });
    return;
  }
  if (field.kind === "object" && field.fields && isObject(old) && isObject(next)) {
    compareObjects(field.fields, old, next, path, replace, same, changes);
  } else if (field.kind === "list" && Array.isArray(old) && Array.isArray(next)) {
    compareLists(field, old, next, path, replace, same, changes);
  } else if (field.kind === "set" && Array.isArray(old) && Array.isArray(next)) {
    if (!sameSets(field, old, next, path, same)) changes.push({ path, kind: "update", replace });
  } else if (field.kind === "asset") {
    if (contentOf(old) !== contentOf(next)) changes.push({ path, kind: "update", replace });
  } else if (field.kind === "map" && isObject(old) && isObject(next)) {
    compareMaps(old, next, path, replace, changes);
  } else if (old !== next && String(old) !== String(next) && !same(path, old, next)) {
    changes.push({ path, kind: "update", replace });
  }
}

/** What tells assets apart: the hash that the engine makes of their content. */
const contentOf = (asset: unknown): unknown => (isObject(asset) && asset.hash) || JSON.stringify(asset);

function compareLists(
  field: Field,
  old: unknown[],
  next: unknown[],
  path: string,
  replace: boolean,
  same: Same,
  changes: Change[],
): void {
  const element = elementOf(field);
  for (let index = 0; index < Math.max(old.length, next.length); index++) {
    compare(element, old[index], next[index], `${path}[${index}]`, replace, same, changes);
  }
}

function compareMaps(old: Properties, next: Properties, path: string, replace: boolean, changes: Change[]): void {
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (old[key] === next[key]) continue;
    const kind = next[key] === undefined ? "delete" : old[key] === undefined ? "add" : "update";
    changes.push({ path: `${path}.${key}`, kind, replace });
  }
}

/** Sets have no order: every wanted element must match one that is there. */
function sameSets(field: Field, old: unknown[], next: unknown[], path: string, same: Same): boolean {
  if (old.length !== next.length) return false;
  const element = elementOf(field);
  const left = [...old];
  return next.every((item) => {
    const at = left.findIndex((candidate) => {
      const changes: Change[] = [];
      compare(element, candidate, item, path, false, same, changes);
      return changes.length === 0;
    });
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

const elementOf = (field: Field): Field => ({
  kind: field.element ?? "string",
  required: true,
  computed: false,
  output: false,
  replace: false,
  autoname: false,
  ...(field.fields && { fields: field.fields }),
});
