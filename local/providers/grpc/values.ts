/** A resource's properties as plain data; a value that a preview doesn't know yet is `unknownValue`. */
export type Properties = Record<string, unknown>;

/** How the engine writes a value that is not known yet (a constant of Pulumi's protocol). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isUnknown = (value: unknown): boolean => value === unknownValue;

export const isObject = (value: unknown): value is Properties =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Whether a value is or holds one that is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(holdsUnknown);
}
