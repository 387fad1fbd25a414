import { type Answer, type Item, isItem, UnreadableAnswer } from "../../../google/inventory/answer.ts";
import { type Maybe, unknown } from "../maybe.ts";
import type { Labels } from "../types.ts";

/** A member that must be a text. `where`: the call or the asset that it is in. */
export function text(item: Item, member: string, where: string): string {
  const value = item[member];
  if (typeof value !== "string") throw new UnreadableAnswer(where, `no text as ${member}`, "a text");
  return value;
}

/** A member that is a text where it is there at all. */
export const optionalText = (item: Item, member: string, where: string): string | undefined =>
  item[member] === undefined ? undefined : text(item, member, where);

/** A member that is an object where it is there at all; without it, an empty one. */
export function part(item: Item, member: string, where: string): Item {
  const value = item[member] ?? {};
  if (!isItem(value)) throw new UnreadableAnswer(where, `no object as ${member}`, "an object");
  return value;
}

/** A member that is a list of objects; Google leaves out an empty one. */
export function parts(item: Item, member: string, where: string): Item[] {
  const value = item[member] ?? [];
  if (!Array.isArray(value) || !value.every(isItem)) {
    throw new UnreadableAnswer(where, `no list of objects as ${member}`, "a list of objects");
  }
  return value;
}

/** A member that is a list of texts; Google leaves out an empty one. */
export function texts(item: Item, member: string, where: string): string[] {
  const value = item[member] ?? [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
    throw new UnreadableAnswer(where, `no list of texts as ${member}`, "a list of texts");
  }
  return value;
}

/** Labels, of which there may be none. */
export function labelsIn(item: Item, member: string, where: string): Labels {
  const labels = part(item, member, where);
  if (!Object.values(labels).every((value) => typeof value === "string")) {
    throw new UnreadableAnswer(where, `other values than texts in ${member}`, "texts");
  }
  return labels as Labels;
}

/** What an answer says, or that it isn't known because it was refused. */
export const seen = <T, R>(answer: Answer<T>, read: (value: T) => R): Maybe<R> =>
  "is" in answer ? read(answer.is) : unknown;

/** The last part of a name. */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
