import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundledCode, hashOf, place } from "./function-bundle.ts";
import { tarOf } from "./tar.ts";

/** What a service is deployed from without a build. */
export interface ServerArchive {
  /** Tells one from another by what is in it: "3f9a…", 16 digits. */
  hash: string;
  /** The path of the archive, which holds index.js. */
  path: string;
}

/** A server with all that it needs in one file, index.js, in an archive. `entry`: its path from the program's folder. */
export async function serverArchive(entry: string, cache?: string): Promise<ServerArchive> {
  const index = await bundledCode(entry, cache);
  const code = readFileSync(index);
  const path = join(dirname(index), "source.tar.gz");
  place(path, tarOf({ "index.js": code }));
  return { hash: hashOf(code), path };
}
