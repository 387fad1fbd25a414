import { isDeepStrictEqual } from "node:util";
import { isObject, type Properties } from "../../grpc/values.ts";
import type { FieldSet } from "./ownership.ts";
import type { Path } from "./paths.ts";
import { sameQuantity } from "./quantity.ts";

/**
 * The inputs as they would have to be to lead to what is there now: where somebody changed what the resource manages,
 * they differ from the inputs, and nowhere else. The server writes values in its own way and adds to them; so a value
 * counts as changed only when it isn't any more what the server made of the input.
 *
 * `before`: the object when the inputs were applied; `now`: as it is; `shape`: how its lists are put together.
 */
export function observed(inputs: Properties, before: Properties, now: Properties, shape: FieldSet): Properties {
  const found = observeObject([], inputs, before, now, shape);
  return inputs.kind === "Secret" && isObject(inputs.stringData)
    ? withStringData(found, inputs.stringData, before, now)
    : found;
}

function observe(path: Path, input: unknown, before: unknown, now: unknown, shape: FieldSet): unknown {
  // What the server never gave back can't be seen to change.
  if (now === undefined) return before === undefined ? input : undefined;
  if (isDeepStrictEqual(before, now)) return input;
  if (isObject(input) && isObject(now)) return observeObject(path, input, isObject(before) ? before : {}, now, shape);
  if (Array.isArray(input) && Array.isArray(now)) {
    return observeList(path, input, Array.isArray(before) ? before : [], now, shape);
  }
  return input === now || sameQuantity(path, input, now) ? input : now;
}

function observeObject(
  path: Path,
  input: Properties,
  before: Properties,
  now: Properties,
  shape: FieldSet,
): Properties {
  const found: Properties = {};
  for (const [name, value] of Object.entries(input)) {
    const member = observe([...path, name], value, before[name], now[name], shape[`f:${name}`] ?? {});
    if (member !== undefined) found[name] = member;
  }
  return found;
}

function observeList(path: Path, input: unknown[], before: unknown[], now: unknown[], shape: FieldSet): unknown[] {
  const keys = keysOf(input, shape);
  if (keys) {
    return input.flatMap((element, index) => {
      const below = shape[elementKey(element as Properties, keys)] ?? {};
      const [was, is] = [before, now].map((list) => list.find((each) => sameElement(element, each, keys)));
      const found = observe([...path, index], element, was, is, below);
      return found === undefined ? [] : [found];
    });
  }
  if (Object.keys(shape).some((key) => key.startsWith("v:"))) {
    return input.filter((element) => now.some((each) => isDeepStrictEqual(each, element)));
  }
  return now.map((element, index) =>
    index < input.length ? observe([...path, index], input[index], before[index], element, {}) : element,
  );
}

/** The members that tell the elements of a list apart, or undefined for a list that is managed as a whole. */
function keysOf(input: unknown[], shape: FieldSet): string[] | undefined {
  const element = Object.keys(shape).find((key) => key.startsWith("k:"));
  if (element) return Object.keys(JSON.parse(element.slice(2)));
  const isKey = (key: string) =>
    input.length > 0 &&
    input.every((each) => isObject(each) && typeof each[key] === "string") &&
    new Set(input.map((each) => (each as Properties)[key])).size === input.length;
  // Nobody has said anything about this list: elements with names are told apart by them.
  if (Object.keys(shape).length > 0) return undefined;
  return isKey("name") ? ["name"] : undefined;
}

/** A key that is missing has its default, which the other side shows. */
const sameElement = (one: unknown, other: unknown, keys: string[]): boolean =>
  isObject(one) &&
  isObject(other) &&
  keys.every((key) => one[key] === undefined || other[key] === undefined || one[key] === other[key]);

const elementKey = (element: Properties, keys: string[]) =>
  `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, element[key]])))}`;

/** What is given as text comes back only encoded. */
function withStringData(found: Properties, texts: Properties, before: Properties, now: Properties): Properties {
  const dataOf = (object: Properties) => (isObject(object.data) ? object.data : {});
  const stringData: Properties = {};
  for (const [name, text] of Object.entries(texts)) {
    const data = dataOf(now)[name];
    if (data === undefined && dataOf(before)[name] !== undefined) continue;
    stringData[name] = data === dataOf(before)[name] ? text : Buffer.from(String(data), "base64").toString();
  }
  return { ...found, stringData };
}
