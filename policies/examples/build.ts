import { bases, type Resources } from "./bases.ts";
import type { Example, ExampleResource } from "./example.ts";

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lays changes over a value: maps are merged, null takes away, anything else takes its place. */
export function lay(base: unknown, patch: unknown): unknown {
  if (!isMap(base) || !isMap(patch)) return patch;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, lay(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** All resources of an example: those of its base with its changes. */
export const resourcesOfExample = ({ base, resources }: Example): Resources => lay(bases[base], resources) as Resources;

/** What a text such as "projects/${project.number}" is made of: texts, and what it refers to. */
export type Part = string | { readonly name: string; readonly property: string };

/** The parts of a text; a text that refers to nothing is its only part. */
export const partsOf = (text: string): Part[] =>
  text
    .split(/(\$\{[^}]+\})/)
    .filter((part) => part !== "")
    .map((part): Part => {
      const [, name, property] = /^\$\{([^.]+)\.(.+)\}$/.exec(part) ?? [];
      return name !== undefined && property !== undefined ? { name, property } : part;
    });

/** Changes every text in a value, however deep. `change`: gets its parts. */
export function resolve(value: unknown, change: (parts: Part[]) => unknown): unknown {
  if (typeof value === "string") {
    const parts = partsOf(value);
    return parts.some((part) => typeof part !== "string") ? change(parts) : value;
  }
  if (Array.isArray(value)) return value.map((each) => resolve(each, change));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, change)]));
}

/** What resources refer to: the properties that others read, by the name of the resource. */
export function referencesIn(resources: Resources): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { properties } of Object.values(resources) as ExampleResource[]) {
    resolve(properties, (parts) => {
      for (const part of parts) {
        if (typeof part === "string") continue;
        found.set(part.name, (found.get(part.name) ?? new Set()).add(part.property));
      }
    });
  }
  return found;
}
