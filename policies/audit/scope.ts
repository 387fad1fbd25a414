import { isKnown, type Maybe } from "../landscape/maybe.ts";
import type { Landscape, Parent } from "../landscape/types.ts";

/** Whether something is in a folder, or in one below it. `folder`: undefined for the whole organisation. */
export function isWithin({ folders }: Landscape, parent: Maybe<Parent>, folder: string | undefined): boolean {
  if (folder === undefined) return true;
  const seen = new Set<string>();
  for (let at = parent; isKnown(at) && at.kind === "folder" && !seen.has(at.folder); ) {
    if (at.folder === folder) return true;
    seen.add(at.folder);
    const around = folders.get(at.folder);
    if (!around) return false;
    at = around.parent;
  }
  return false;
}

/** A folder as a row of a tree. */
export interface FolderRow {
  readonly id: string;
  readonly name: string;
  /** How many folders are around it. */
  readonly depth: number;
}

/** The folders in the order of a tree, those of the same place by name. */
export function folderRows({ folders }: Landscape): FolderRow[] {
  const parentOf = (parent: Maybe<Parent>) =>
    isKnown(parent) && parent.kind === "folder" && folders.has(parent.folder) ? parent.folder : undefined;
  const children = Map.groupBy(folders.values(), ({ parent }) => parentOf(parent));
  const below = (parent: string | undefined, depth: number): FolderRow[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
      .flatMap(({ id, name }) => [{ id, name, depth }, ...below(id, depth + 1)]);
  return below(undefined, 0);
}
