import { isKnown, type Maybe, unknown } from "../landscape/maybe.ts";
import type { Planned } from "../landscape/resources/planned.ts";
import type { FolderFacts, Landscape, Parent } from "../landscape/types.ts";

/** A folder as Google tells of it. */
export interface ToldFolder {
  readonly name: string;
  /** "folders/55" or "organizations/9" */
  readonly parent: string;
  /** What its tags say, inherited ones included. */
  readonly environment: Maybe<string | undefined>;
}

/** Numbers of folders by which a landscape names folders that it doesn't know: those of other stacks. */
export function foreignFolders({ folders, projects, grants, budgets }: Landscape): string[] {
  const parents = [...projects, ...folders.values()].flatMap(({ parent }) =>
    isKnown(parent) && parent.kind === "folder" ? [parent.folder] : [],
  );
  const granted = grants.filter(({ on }) => on.kind === "folder").map(({ on }) => on.id);
  const counted = [...budgets, ...projects.flatMap((project) => project.budgets)].flatMap((budget) =>
    isKnown(budget.folders) ? budget.folders : [],
  );
  return [...new Set([...parents, ...granted, ...counted])].filter((name) => /^\d+$/.test(name) && !folders.has(name));
}

/** What Google told of folders, by number; each was asked about once. */
type Told = ReadonlyMap<string, ToldFolder | undefined>;

/** Asks about folders and all that are around them. */
export async function askFolders(
  numbers: readonly string[],
  told: Map<string, ToldFolder | undefined>,
  ask: (number: string) => Promise<ToldFolder | undefined>,
): Promise<void> {
  const missing = [...new Set(numbers)].filter((number) => !told.has(number));
  if (missing.length === 0) return;
  const answers = await Promise.all(missing.map(async (number) => [number, await ask(number)] as const));
  for (const [number, folder] of answers) told.set(number, folder);
  const around = answers.flatMap(([, folder]) => /^folders\/(\d+)$/.exec(folder?.parent ?? "")?.[1] ?? []);
  await askFolders(around, told, ask);
}

/**
 * Takes up folders that Google told of: one of the plan is the one with its name in the same place, and all others are
 * known by number.
 */
export function withFolders(planned: Planned, told: Told): Planned {
  const folderNumbers = new Map(planned.folderNumbers);
  const folders = new Map(planned.folders);
  const byPlace = new Map(
    [...planned.folders.values()].map(({ id, name, parent }) => [JSON.stringify([name, parentName(parent)]), id]),
  );
  const keyOf = (number: string): string => {
    const known = folderNumbers.get(number);
    if (known !== undefined) return known;
    const folder = told.get(number);
    if (!folder) return number;
    const above = /^folders\/(\d+)$/.exec(folder.parent)?.[1];
    const parent: Parent = above === undefined ? { kind: "organization" } : { kind: "folder", folder: keyOf(above) };
    const key = byPlace.get(JSON.stringify([folder.name, parentName(parent)])) ?? number;
    folderNumbers.set(number, key);
    const { name, environment } = folder;
    if (!folders.has(key)) folders.set(key, { id: key, name, parent, environment } satisfies FolderFacts);
    return key;
  };
  for (const number of told.keys()) keyOf(number);
  return { ...planned, folders, folderNumbers };
}

const parentName = (parent: Maybe<Parent>): string | undefined =>
  isKnown(parent) && parent.kind === "folder" ? parent.folder : undefined;

/** The value of the tag `environment` among the tags of a folder: "419083752617/environment/production". */
function environmentIn(tags: readonly { namespacedTagValue?: string }[]): string | undefined {
  const value = tags.map(({ namespacedTagValue = "" }) => /^[^/]+\/environment\/(.+)$/.exec(namespacedTagValue)?.[1]);
  return value.find((each) => each !== undefined);
}

/**
 * Asks Google what a folder is; undefined where it says that we may not know.
 * @throws Error when Google can't be asked.
 */
export async function askFolder(number: string): Promise<ToldFolder | undefined> {
  const { GoogleError, googleClient } = await import("../../google/client.ts");
  const host = "cloudresourcemanager.googleapis.com";
  /** An answer, or undefined for what nobody shows us. */
  const get = async <T>(path: string): Promise<T | undefined> => {
    try {
      return await googleClient().request<T>(host, path);
    } catch (error) {
      if (error instanceof GoogleError && [403, 404].includes(error.code)) return undefined;
      throw new Error(`nobody can say which folder has the number ${number}: ${(error as Error).message}`);
    }
  };
  const folder = await get<{ displayName: string; parent: string }>(`/v3/folders/${number}`);
  if (!folder) return undefined;
  const resource = encodeURIComponent(`//${host}/folders/${number}`);
  const tags = await get<{ effectiveTags?: { namespacedTagValue?: string }[] }>(`/v3/effectiveTags?parent=${resource}`);
  return {
    name: folder.displayName,
    parent: folder.parent,
    environment: tags ? environmentIn(tags.effectiveTags ?? []) : unknown,
  };
}
