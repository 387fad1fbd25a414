import type { Inventory, ResourceAsset } from "../../../google/inventory/types.ts";
import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { FolderFacts, Landscape, Parent } from "../types.ts";
import { lastPart, text } from "./read.ts";

const manager = "cloudresourcemanager.googleapis.com";

const ofType = ({ resources }: Inventory, kind: string): ResourceAsset[] =>
  resources.filter(({ type }) => type === `${manager}/${kind}`);

const activeFolders = (inventory: Inventory): ResourceAsset[] =>
  ofType(inventory, "Folder").filter(({ data }) => (data.lifecycleState ?? data.state) === "ACTIVE");

/** The names of planned folders from the organisation down, as one text, by key. */
function plannedPaths(planned: Landscape["folders"]): Map<string, string> {
  const pathOf = ({ name, parent }: FolderFacts): string[] => {
    const above = isKnown(parent) && parent.kind === "folder" ? planned.get(parent.folder) : undefined;
    return [...(above ? pathOf(above) : []), name];
  };
  return new Map([...planned].map(([key, folder]) => [JSON.stringify(pathOf(folder)), key]));
}

/** The keys of live folders by number: a folder is that of the specification which has its name and is in the same. */
export function folderKeys(inventory: Inventory, planned: Landscape["folders"]): Map<string, string> {
  const folders = activeFolders(inventory);
  const names = new Map(folders.map((asset) => [lastPart(asset.name), text(asset.data, "displayName", asset.name)]));
  const keys = plannedPaths(planned);
  return new Map(
    folders.map(({ name, ancestors }) => {
      const path = ancestors
        .filter((each) => each.startsWith("folders/"))
        .map((each) => names.get(lastPart(each)))
        .toReversed();
      return [lastPart(name), keys.get(JSON.stringify(path)) ?? lastPart(name)];
    }),
  );
}

/** What something is in, by what is above it. `above`: "folders/123", "organizations/9", or nothing. */
export function parentFrom(above: string | undefined, folders: ReadonlyMap<string, string>): Parent {
  if (above === undefined) return { kind: "none" };
  const number = lastPart(above);
  return above.startsWith("folders/")
    ? { kind: "folder", folder: folders.get(number) ?? number }
    : { kind: "organization" };
}

/** The values of the tag `environment`, by what they are bound to. */
function environments(inventory: Inventory): Map<string, Maybe<string>> {
  const keys = ofType(inventory, "TagKey").filter(({ data }) => data.shortName === "environment");
  const ours = new Set(keys.map(({ name }) => lastPart(name)));
  const values = new Map(ofType(inventory, "TagValue").map((asset) => [lastPart(asset.name), asset]));
  const bound = new Map<string, Maybe<string>>();
  for (const { name, data } of ofType(inventory, "TagBinding")) {
    const value = values.get(lastPart(text(data, "tagValue", name)));
    const parent = text(data, "parent", name);
    // A value that isn't shown may be one of the environment or not: who looks may not see it.
    if (!value) bound.set(parent, bound.get(parent) ?? unknown);
    else if (ours.has(lastPart(text(value.data, "parent", value.name)))) {
      bound.set(parent, text(value.data, "shortName", value.name));
    }
  }
  return bound;
}

/** The folders that there are, by key or number. */
export function folderFacts(inventory: Inventory, keys: ReadonlyMap<string, string>): Map<string, FolderFacts> {
  const tags = environments(inventory);
  return new Map(
    activeFolders(inventory).map((asset) => {
      const id = keys.get(lastPart(asset.name))!;
      return [
        id,
        {
          id,
          name: text(asset.data, "displayName", asset.name),
          parent: parentFrom(asset.ancestors[1], keys),
          environment: tags.get(asset.name),
        },
      ];
    }),
  );
}
