import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** Whether a line is a row, whole, or blank. */
function whole(line: string): boolean {
  if (line.trim() === "") return true;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * The number of the first line that is no whole JSON, from 1; undefined if all are. DuckDB counts its own in blocks
 * that are read in turn, and says one too many.
 */
export async function brokenLine(file: string): Promise<number | undefined> {
  const read = createReadStream(file);
  // An error of either end comes to the reader of the lines.
  const input = file.endsWith(".gz") ? pipeline(read, createGunzip(), () => {}) : read;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (!whole(line)) return number;
  }
  return undefined;
}
