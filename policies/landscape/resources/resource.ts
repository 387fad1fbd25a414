import { type Maybe, unknown } from "../maybe.ts";
import type { Labels, Place } from "../types.ts";

/** A resource of a stack, as the engine tells a policy of it. */
export interface StackResource {
  /** "gcp:storage/bucket:Bucket" */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Inputs or outputs, in which the engine's marks stand for what isn't known yet. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The URNs of the resources that each property is made of. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** The URN of the component that it is part of. */
  readonly parent?: string;
  readonly protected: boolean;
}

/** What the engine writes where a value isn't known yet: a mark for each kind of value. */
const marks: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Whether a value stands for one that isn't known yet. */
export const isMark = (value: unknown): boolean => marks.has(value);

/** The value at a path such as "encryption.defaultKmsKeyName"; undefined where there is none. */
export function valueAt({ properties }: StackResource, path: string): Maybe<unknown> {
  let value: unknown = properties;
  for (const key of path.split(".")) {
    if (value === undefined || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
    if (isMark(value)) return unknown;
  }
  return value ?? undefined;
}

/** A text; undefined where there is none. */
export function textAt(resource: StackResource, path: string): Maybe<string | undefined> {
  const value = valueAt(resource, path);
  return value === unknown || value === undefined ? value : String(value);
}

/** A text that is always there, as far as it is known. */
export function nameAt(resource: StackResource, path: string): Maybe<string> {
  return textAt(resource, path) ?? unknown;
}

/** A list of texts, each of which may be unknown by itself; empty where there is none. */
export function textsAt(resource: StackResource, path: string): Maybe<Maybe<string>[]> {
  const value = valueAt(resource, path);
  if (value === unknown) return unknown;
  return Array.isArray(value) ? value.map((each) => (isMark(each) ? unknown : String(each))) : [];
}

/** Labels; unknown as soon as one of them is. */
export function labelsAt(resource: StackResource, path: string): Maybe<Labels> {
  const value = valueAt(resource, path);
  if (value === unknown) return unknown;
  const labels = (value ?? {}) as Labels;
  return Object.values(labels).some(isMark) ? unknown : labels;
}

/** A list when all that is in it is known. */
export function allKnown<T>(values: Maybe<readonly Maybe<T>[]>): Maybe<readonly T[]> {
  return values === unknown || values.includes(unknown) ? unknown : (values as readonly T[]);
}

/** A resource for people: "Bucket state". */
export const placeOf = ({ type, name, urn }: StackResource): Place => ({
  name: `${type.split(":").at(-1)} ${name}`,
  urn,
});
