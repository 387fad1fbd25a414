import { createHash } from "node:crypto";
import type { RenderedFile } from "./target.ts";

/** The checksum of each file that was rendered, by path. */
export type Checksums = Readonly<{ [path: string]: string }>;

export const checksum = (content: string): string => createHash("sha256").update(content).digest("hex");

/** What is to be done to a folder. */
export interface FolderChange {
  readonly write: readonly RenderedFile[];
  readonly remove: readonly string[];
  /** Files that somebody else wrote or changed, and that would be lost. */
  readonly foreign: readonly string[];
  readonly checksums: Checksums;
}

/**
 * Compares what is rendered with what is there. `there`: the contents of the files that are there, by path; only those
 * that are rendered now or were before matter.
 */
export function changeFolder(
  files: readonly RenderedFile[],
  before: Checksums,
  there: ReadonlyMap<string, string>,
): FolderChange {
  const wanted = new Map(files.map((file) => [file.path, file]));
  const foreign = [...there].flatMap(([path, content]) => {
    const now = wanted.get(path);
    const same = content === now?.content || checksum(content) === before[path];
    return same || (!now && before[path] === undefined) ? [] : [path];
  });
  return {
    write: files.filter(({ path, content }) => there.get(path) !== content),
    remove: Object.keys(before).filter((path) => !wanted.has(path) && there.has(path)),
    foreign: foreign.sort(),
    checksums: Object.fromEntries(files.map(({ path, content }) => [path, checksum(content)])),
  };
}
