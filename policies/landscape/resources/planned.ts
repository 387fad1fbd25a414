import { environmentStack } from "../../../plan/environment.ts";
import { applicationStack } from "../../../plan/names.ts";
import { isKnown } from "../maybe.ts";
import type { FolderFacts, HoldingKind, Landscape, ProjectFacts } from "../types.ts";

/** What is planned, as far as resources refer to it: folders and projects that other stacks make. */
export interface Planned {
  readonly folders: ReadonlyMap<string, FolderFacts>;
  /** The keys of folders by name. */
  readonly folderKeys: ReadonlyMap<string, string>;
  readonly projects: ReadonlyMap<string, ProjectFacts>;
  /** The stacks of environments whose projects the plan lets anybody delete. */
  readonly disposable: ReadonlySet<string>;
  /** The kinds of things by project and name: "sgd-seed-k7m2/sgd-seed-k7m2-state-production". */
  readonly kinds: ReadonlyMap<string, HoldingKind>;
  /** The IDs of projects of other stacks by the numbers that Google gave them, as far as somebody asked. */
  readonly numbers: ReadonlyMap<string, string>;
  /** The keys of folders that other stacks make by the numbers that Google gave them, as far as somebody asked. */
  readonly folderNumbers: ReadonlyMap<string, string>;
}

/** Makes a plan's landscape quick to look things up in. */
export const indexPlan = ({ folders, projects }: Landscape): Planned => ({
  folders,
  folderKeys: new Map([...folders.values()].map(({ id, name }) => [name, id])),
  projects: new Map(projects.map((project) => [project.id, project])),
  disposable: new Set(
    projects.flatMap(({ labels, deletion }) => {
      const name = isKnown(labels) ? labels["environment-name"] : undefined;
      return name !== undefined && deletion.prevented === false ? [environmentStack(name), applicationStack(name)] : [];
    }),
  ),
  numbers: new Map(),
  folderNumbers: new Map(),
  kinds: new Map(
    projects.flatMap(({ id, holdings }) => holdings.map(({ kind, name }) => [`${id}/${String(name)}`, kind] as const)),
  ),
});
