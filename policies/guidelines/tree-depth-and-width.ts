import { z } from "zod";
import { type Finding, guideline } from "../guideline.ts";
import { judge } from "../judge.ts";
import { isKnown, type Maybe, unknown } from "../landscape/maybe.ts";
import type { FolderFacts, Landscape, Parent } from "../landscape/types.ts";

const limit = (count: number, most: number, what: string) =>
  z.int().min(1).max(most).default(count).describe(`${what}, up to ${most} (default: ${count})`);

/** How many folders there are from the top down to a folder, itself included. */
function depthOf({ folders }: Landscape, folder: FolderFacts): Maybe<number> {
  const seen = new Set([folder.id]);
  let { parent } = folder;
  while (isKnown(parent) && parent.kind === "folder") {
    const around = folders.get(parent.folder);
    if (!around || seen.has(around.id)) return unknown;
    seen.add(around.id);
    parent = around.parent;
  }
  return isKnown(parent) ? seen.size : unknown;
}

/** Folders that are too deep; those inside one are told of with it. */
const tooDeep = (landscape: Landscape, most: number): Finding[] =>
  [...landscape.folders.values()].flatMap((folder) => {
    const allowed = `at most ${most} folders from the top down`;
    return judge({ place: { name: `folder ${folder.name}` } }, [depthOf(landscape, folder)], allowed, (depth) =>
      depth === most + 1 ? [{ found: `a folder at depth ${depth}`, allowed }] : [],
    );
  });

/** Folders, or the organisation, with too much right in them; what has an unknown parent may be in any of them. */
function tooWide({ folders }: Landscape, parents: readonly Maybe<Parent>[], most: number, what: string): Finding[] {
  const counts = new Map<string, number>();
  for (const parent of parents) {
    if (!isKnown(parent) || parent.kind === "none") continue;
    const name =
      parent.kind === "folder" ? `folder ${folders.get(parent.folder)?.name ?? parent.folder}` : "organisation";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const unclear = parents.filter((parent) => !isKnown(parent)).length;
  const allowed = `at most ${most}`;
  return [...counts]
    .filter(([, count]) => count + unclear > most)
    .flatMap(([name, count]) =>
      judge({ place: { name } }, [count > most ? count : unknown], allowed, (found) => [
        { found: `${found} ${what} right in it`, allowed },
      ]),
    );
}

/** The tree stays one that people can hold in their heads. */
export const treeDepthAndWidth = guideline({
  id: "tree-depth-and-width",
  title: "The tree of folders is flat and narrow",
  topic: "place",
  why: "What holds in a project is the sum of all folders above it, which nobody can tell of a deep tree; and Google refuses more than ten levels and three hundred folders in one, just when another is needed.",
  sources: [
    { title: "Google Cloud: Resource Manager limits", url: "https://cloud.google.com/resource-manager/docs/limits" },
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
  ],
  appliesTo: "every folder, and the organisation itself",
  parameters: z.strictObject({
    depth: limit(4, 10, "how many folders may be in each other"),
    folders: limit(30, 300, "how many folders may be right in one"),
    projects: limit(100, 1000, "how many projects may be right in a folder"),
  }),
  remedy: "Move folders further up, or divide one that holds too much by environment or team.",
  check: (landscape, { parameters: { depth, folders, projects } }) => {
    const inside = [...landscape.folders.values()].map(({ parent }) => parent);
    const held = landscape.projects.map(({ parent }) => parent);
    return [
      ...tooDeep(landscape, depth),
      ...tooWide(landscape, inside, folders, "folders"),
      ...tooWide(landscape, held, projects, "projects"),
    ];
  },
  good: {
    says: "A folder in a folder",
    base: "non-production",
    resources: {
      inner: {
        type: "gcp:organizations/folder:Folder",
        properties: { displayName: "Inner", parent: "${folder.name}", deletionProtection: false },
      },
    },
  },
  bad: {
    says: "Folders in folders, five and more deep",
    base: "non-production",
    resources: Object.fromEntries(
      ["folder", "first", "second", "third", "fourth"].map((around, index, all) => [
        all[index + 1] ?? "fifth",
        {
          type: "gcp:organizations/folder:Folder",
          properties: { displayName: `Level ${index + 1}`, parent: `\${${around}.name}`, deletionProtection: false },
        },
      ]),
    ),
  },
});
