import { type Problem, show } from "../problem.ts";
import type { FolderSpec } from "../schema/organization.ts";
import type { Sources } from "../specification.ts";

/** How deep folders may nest. Google allows 10; a tree that people can hold in their heads is flatter. */
export const maximumDepth = 4;

/** The folders that shared projects are put in. */
export const requiredFolders = ["common", "ci"] as const;

type Folders = Record<string, FolderSpec>;

/** The chain from a folder up to the top, itself first; it ends early at a missing folder or where it would turn in a circle. */
export function ancestry(folders: Folders, key: string): string[] {
  const chain: string[] = [];
  let next: string | undefined = key;
  while (next !== undefined && !chain.includes(next)) {
    const folder: FolderSpec | undefined = folders[next];
    if (!folder) break;
    chain.push(next);
    next = folder.parent;
  }
  return chain;
}

/** The environment that a folder belongs to: its own or that of the nearest folder above. */
export function environmentOf(folders: Folders, key: string): FolderSpec["environment"] {
  return ancestry(folders, key)
    .map((each) => folders[each]?.environment)
    .find((environment) => environment !== undefined);
}

/** Checks the folder tree: parents, circles, depth, names and environments. */
export function checkFolders({ organization: { value, document } }: Sources): Problem[] {
  const { folders, teams } = value;
  const problems: Problem[] = [];
  const report = (path: string[], problem: Pick<Problem, "found" | "allowed" | "remedy">) =>
    problems.push(document.problem(["folders", ...path], problem));
  const names = new Map<string, string>();

  for (const required of requiredFolders) {
    if (!folders[required]) {
      report([], {
        found: `no folder ${show(required)}`,
        allowed: `a folder ${required}, which holds shared projects`,
      });
    }
  }
  for (const [key, folder] of Object.entries(folders)) {
    const chain = ancestry(folders, key);
    const top = folders[chain.at(-1)!]!;
    if (folder.parent !== undefined && !folders[folder.parent]) {
      report([key, "parent"], { found: show(folder.parent), allowed: `a folder: ${list(folders)}` });
    } else if (top.parent !== undefined && chain.includes(top.parent)) {
      const circle = [...chain, top.parent].join(" in ");
      report([key, "parent"], {
        found: `a folder that is inside itself (${circle})`,
        allowed: "a parent that is not inside the folder",
      });
    } else if (chain.length > maximumDepth) {
      report([key, "parent"], {
        found: `a folder ${chain.length} levels deep (${chain.toReversed().join(" / ")})`,
        allowed: `at most ${maximumDepth} levels`,
      });
    }
    const place = `${folder.parent ?? ""}/${folder.name.toLowerCase()}`;
    if (names.has(place)) {
      report([key, "name"], {
        found: `${show(folder.name)}, which is also the name of ${names.get(place)}`,
        allowed: "a name that no other folder under the same parent has",
      });
    }
    names.set(place, key);
    const above = folder.parent === undefined ? undefined : environmentOf(folders, folder.parent);
    if (folder.parent === undefined && folder.environment === undefined) {
      report([key, "environment"], { found: "nothing", allowed: "the environment of a folder that has no parent" });
    } else if (above !== undefined && folder.environment !== undefined && folder.environment !== above) {
      report([key, "environment"], {
        found: show(folder.environment),
        allowed: `${above}, which is that of the folder around it`,
        remedy: "Leave it out, or move the folder.",
      });
    }
    for (const team of Object.keys(folder.access ?? {})) {
      if (!teams[team]) report([key, "access", team], { found: show(team), allowed: `a team: ${list(teams)}` });
    }
  }
  return problems;
}

const list = (map: object): string => Object.keys(map).join(", ");
