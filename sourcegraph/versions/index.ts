import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { UserError } from "../../spec/problem.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

const folder = join(import.meta.dirname, "catalogue");

/** Every version that there is a catalogue of, newest first. */
export const versions: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ""))
  .sort((one, other) => compareVersions(other, one));

/** The newest one, which `main` stands for until there are builds of it. */
export const newestVersion = versions[0]!;

/** The version that somebody may have meant: of several that are as near, the newest. */
function near(name: string): string {
  const known = ["main", ...versions];
  const found = closest(name, known);
  return distance(name, found) <= 2 ? ` Did you mean ${found}?` : "";
}

/** What was built of a commit of the product: the newest version's services, and images that are tagged with the commit. */
export const builtOf = (commit: string): Version => ({ ...versionNamed("main"), images: {}, tag: commit });

const read = new Map<string, Version>();

/**
 * The catalogue of a version. `name`: "7.2.1943", or "main".
 * @throws UserError when there is none.
 */
export function versionNamed(name: string): Version {
  const version = name === "main" ? newestVersion : name;
  if (!versions.includes(version)) {
    throw new UserError(
      `There is no version ${name}.${near(name)} Known: ${versions.join(", ")}, and main for the newest of them. A new version is a ` +
        "file in sourcegraph/versions/catalogue.",
    );
  }
  const file = `${version}.json`;
  const known = read.get(version) ?? parseVersion(file, JSON.parse(readFileSync(join(folder, file), "utf8")));
  read.set(version, known);
  return known;
}
