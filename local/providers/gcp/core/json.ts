import { isDeepStrictEqual } from "node:util";

/** Whether two texts are JSON of the same value; texts that are not JSON differ. */
export function sameJson(old: unknown, next: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(String(old)), JSON.parse(String(next)));
  } catch {
    return false;
  }
}
