import { homedir } from "node:os";
import { join } from "node:path";

/** Where what was downloaded or built is kept, outside of any checkout: SGDIST_CACHE, or the user's cache folder. */
export function cacheFolder() {
  // One that is empty counts as none: https://specifications.freedesktop.org/basedir-spec/latest
  const users = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return process.env.SGDIST_CACHE ?? join(users, "sourcegraph-distribution");
}
