import type { ResourceChange } from "../engine/events.ts";
import { replacedBy } from "./replacements.ts";

/** A property that differs, with its values in short. */
export interface PropertyChange {
  /** "settings.tier" */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** A resource that there is only before or after, or that differs. `replaced`: it would be deleted and made anew. */
export interface ResourceDifference {
  readonly change: "added" | "removed" | "changed" | "replaced";
  readonly type: string;
  readonly name: string;
  readonly properties: readonly PropertyChange[];
  /** The properties that Google can't change where the resource is; with `replaced` only. */
  readonly because?: readonly string[];
}

/** How long a value may get before it is cut. */
const longest = 80;

function short(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a text says, where it is JSON of a map: configuration is often given so. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith("{")) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A list of things that have names as a map by those: its order is of no account then. */
function byName(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const names = value.map((each: unknown) => (isMap(each) ? each.name : undefined));
  const isNamed = names.every((name) => typeof name === "string") && new Set(names).size === names.length;
  return isNamed ? Object.fromEntries(value.map((each, index) => [names[index], each])) : value;
}

/** What differs in two values, down to where one isn't a map. */
function* differing(was: unknown, is: unknown, path: string): Generator<PropertyChange> {
  const [before, after] = [byName(unwrapped(was)), byName(unwrapped(is))];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    for (const key of keys) yield* differing(before[key], after[key], path ? `${path}.${key}` : key);
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  yield {
    path,
    ...(before !== undefined && { before: short(before) }),
    ...(after !== undefined && { after: short(after) }),
  };
}

const keyOf = ({ type, name }: ResourceChange): string => `${type} ${name}`;

/**
 * Holds what a stack would be made of before against what it would be made of after, by type and name: neither state nor
 * Google is asked.
 */
export function compareResources(
  before: readonly ResourceChange[],
  after: readonly ResourceChange[],
): ResourceDifference[] {
  const old = new Map(before.map((each) => [keyOf(each), each]));
  const now = new Map(after.map((each) => [keyOf(each), each]));
  const all = [...new Set([...old.keys(), ...now.keys()])];
  return all.flatMap((key): ResourceDifference[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const { type, name } = (is ?? was)!;
    if (!was) return [{ change: "added", type, name, properties: [] }];
    if (!is) return [{ change: "removed", type, name, properties: [] }];
    const properties = [...differing(was.after, is.after, "")];
    if (properties.length === 0) return [];
    const because = replacedBy(type, was.after, is.after);
    if (because.length > 0) return [{ change: "replaced", type, name, properties, because }];
    return [{ change: "changed", type, name, properties }];
  });
}
