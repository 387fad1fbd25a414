import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PriceBook } from "../prices/book.ts";
import { loadBook, parseBook } from "../prices/load.ts";

/** The price book beside the deployed function, which is in one file without the repository around it. */
const deployed = "book.yaml";

/** The price book of the guard: the one that was deployed with it, else the repository's. */
export function guardBook(folder: string = process.cwd()): PriceBook {
  const path = join(folder, deployed);
  return existsSync(path) ? parseBook(readFileSync(path, "utf8"), deployed) : loadBook();
}
