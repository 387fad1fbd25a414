import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Edits } from "../spec/edit.ts";

/**
 * Writes files of the specification: all of them whole beside the old ones first, then each moved into place. On a disk
 * that is full none of them changes.
 * @throws Error of the file system; what was begun is removed.
 */
export function writeEdits(root: string, edits: Edits): void {
  const begun: string[] = [];
  try {
    for (const [file, text] of edits) {
      const path = join(root, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, text);
      begun.push(path);
    }
    for (const path of begun) renameSync(`${path}.new`, path);
  } finally {
    for (const path of begun) rmSync(`${path}.new`, { force: true });
  }
}
