import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the files of the export go: one for each batch, named by its time. */
export class ExportFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Writes the rows of a batch, one a line. Written again after a kill, a batch has the same name and the same rows; who
   * reads the folder sees all of a file or nothing.
   */
  write(exportTime: number, rows: string[]): void {
    if (rows.length === 0) return;
    mkdirSync(this.#directory, { recursive: true });
    const name = `${new Date(exportTime).toISOString().slice(0, 13)}.json`;
    const path = join(this.#directory, name);
    writeFileSync(`${path}.new`, `${rows.join("\n")}\n`);
    renameSync(`${path}.new`, path);
  }
}
