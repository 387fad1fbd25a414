import { isKnown } from "../policies/landscape/maybe.ts";
import type { FolderFacts } from "../policies/landscape/types.ts";
import type { Proposal } from "./proposal.ts";

/** A folder as it is, with what is in it. */
export interface FoundFolder {
  id: string;
  name: string;
  /** Whether the specification has it. */
  ours: boolean;
  folders: FoundFolder[];
  projects: Proposal[];
}

/**
 * The organisation as it is: folders in folders, with the projects in them. `ours`: the keys of the
 * specification. `top`: only what is in this folder.
 */
export function foundTree(
  folders: ReadonlyMap<string, FolderFacts>,
  proposals: readonly Proposal[],
  ours: ReadonlySet<string>,
  top?: string,
): Pick<FoundFolder, "folders" | "projects"> {
  const above = ({ parent }: FolderFacts) => (isKnown(parent) && parent.kind === "folder" ? parent.folder : undefined);
  const below = (id: string | undefined): Pick<FoundFolder, "folders" | "projects"> => ({
    folders: [...folders.values()]
      .filter((folder) => above(folder) === id)
      .toSorted((a, b) => a.name.localeCompare(b.name, "en"))
      .map((folder) => ({ id: folder.id, name: folder.name, ours: ours.has(folder.id), ...below(folder.id) })),
    projects: proposals.filter(({ project }) => project.folder === id),
  });
  return below(top);
}
