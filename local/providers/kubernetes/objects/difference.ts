import { isObject, isUnknown, type Properties } from "../../grpc/values.ts";
import type { Path } from "./paths.ts";
import { sameQuantity } from "./quantity.ts";

/** What differs at one place between the inputs before and now. */
export interface Change {
  path: Path;
  kind: "add" | "delete" | "update";
  /** The value before; undefined if it is added. */
  before: unknown;
  /** The value now; undefined if it is deleted. */
  after: unknown;
}

/** Compares inputs. Elements of lists are compared by their places, as the official provider does. */
export function difference(before: Properties, after: Properties): Change[] {
  const changes: Change[] = [];
  compareObjects([], before, after, changes);
  return changes;
}

function compareObjects(path: Path, before: Properties, after: Properties, changes: Change[]): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare([...path, name], before[name], after[name], changes);
  }
}

function compare(path: Path, before: unknown, after: unknown, changes: Change[]): void {
  if (after === undefined) {
    if (before !== undefined) changes.push({ path, kind: "delete", before, after });
  } else if (before === undefined) {
    changes.push({ path, kind: "add", before, after });
  } else if (isUnknown(after)) {
    changes.push({ path, kind: "update", before, after });
  } else if (isObject(before) && isObject(after)) {
    compareObjects(path, before, after, changes);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compare([...path, index], before[index], after[index], changes);
    }
  } else if (before !== after && !sameQuantity(path, before, after)) {
    changes.push({ path, kind: "update", before, after });
  }
}
