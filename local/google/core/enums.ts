import type { Document } from "./store.ts";

/** The numbers of an API's enum values, by the member that holds them: { state: { ENABLED: 1, DISABLED: 2 } }. */
export type Enums = Record<string, Record<string, number>>;

type Change = (member: string, value: unknown) => unknown;

function walk(value: unknown, member: string, change: Change): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, member, change));
  if (value === null || typeof value !== "object") return change(member, value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key, change)]));
}

/** A request's body with enum values by name: clients may send them as numbers. */
export function withNames(body: unknown, enums: Enums): unknown {
  return walk(body, "", (member, value) => {
    const numbers = typeof value === "number" ? enums[member] : undefined;
    return Object.entries(numbers ?? {}).find(([, number]) => number === value)?.[0] ?? value;
  });
}

/** A reply with enum values as numbers, as `$alt=json;enum-encoding=int` asks for. */
export function withNumbers(reply: object, enums: Enums): Document {
  return walk(reply, "", (member, value) =>
    typeof value === "string" ? (enums[member]?.[value] ?? value) : value,
  ) as Document;
}
