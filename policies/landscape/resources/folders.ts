import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { Parent } from "../types.ts";
import { nameAt, placeOf, type StackResource, textAt } from "./resource.ts";
import { folderType, type Stack } from "./stack.ts";
import type { Row, Survey } from "./survey.ts";

const valueType = "gcp:tags/tagValue:TagValue";
const keyType = "gcp:tags/tagKey:TagKey";

/** The key of the tag that says which environment a folder belongs to. */
const environmentTag = "environment";

function parentOf(folder: StackResource, stack: Stack): Maybe<Parent> {
  const parent = textAt(folder, "parent");
  if (isKnown(parent) && parent?.startsWith("organizations/")) return { kind: "organization" };
  const key = stack.folderAt(folder, "parent");
  if (!isKnown(key)) return unknown;
  return key === undefined ? { kind: "organization" } : { kind: "folder", folder: key };
}

const folder: Row = (resource, { stack, folders }) => {
  const id = stack.folderKey(resource);
  const name = nameAt(resource, "displayName");
  folders.set(id, {
    id,
    name: isKnown(name) ? name : resource.name,
    place: placeOf(resource),
    parent: parentOf(resource, stack),
    environment: folders.get(id)?.environment,
  });
};

/** The resource of a type that a property means: by where it comes from, or by its name. */
function meantBy(resource: StackResource, property: string, type: string, stack: Stack): StackResource | undefined {
  const [origin] = stack.originsOf(resource, property, type);
  if (origin) return origin;
  const named = textAt(resource, property);
  if (!isKnown(named) || named === undefined) return undefined;
  return stack.ofType(type).find((each) => {
    const name = textAt(each, "name");
    return isKnown(name) && name !== undefined && named.endsWith(name);
  });
}

function bind(resource: StackResource, { stack, folders }: Survey): void {
  const parent = textAt(resource, "parent");
  if (isKnown(parent) && !parent?.includes("/folders/")) return;
  const key = stack.folderAt(resource, "parent");
  const bound = typeof key === "string" ? folders.get(key) : undefined;
  if (!bound) return;
  const value = meantBy(resource, "tagValue", valueType, stack);
  const tag = value && meantBy(value, "parent", keyType, stack);
  // Another tag says nothing of the environment; a tag of another stack says what nobody can see here.
  if (tag && textAt(tag, "shortName") !== environmentTag) return;
  folders.set(bound.id, { ...bound, environment: value ? nameAt(value, "shortName") : (bound.environment ?? unknown) });
}

/** Tells folders which environment they belong to, once all of them have been seen. */
export function bindEnvironments(survey: Survey): void {
  for (const binding of survey.stack.ofType("gcp:tags/tagBinding:TagBinding")) bind(binding, survey);
}

/** What stands alone may be given a tag by what is beside it. */
export function leaveTagsOpen({ folders }: Survey): void {
  for (const each of folders.values()) {
    if (each.place && each.environment === undefined) folders.set(each.id, { ...each, environment: unknown });
  }
}

/** Folders. */
export const folderRows: Readonly<Record<string, Row>> = { [folderType]: folder };
