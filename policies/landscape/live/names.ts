import { isLiveProject, numberOf } from "../../../google/inventory/index.ts";
import type { Asset, Inventory, ResourceAsset } from "../../../google/inventory/types.ts";
import { text } from "./read.ts";

/** How things of the live organisation are called by guidelines. */
export interface Names {
  /** The projects that are there, by number. */
  readonly projects: ReadonlyMap<string, ResourceAsset>;
  /** A project's ID by its number. */
  idOf(number: string): string | undefined;
  /** A project by its ID or number, as Google's names have either: its ID, or what was given where it isn't known. */
  projectNamed(idOrNumber: string): string;
  /** The ID of the project that an asset is in, unless that is being deleted or there is none. */
  projectOf(asset: Asset): string | undefined;
  /** The key of the specification by a folder's number, or the number where the specification doesn't have it. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Whether an asset is in a project that isn't there any more, or about to go. */
export const isGone = (names: Names, asset: Asset): boolean =>
  asset.ancestors[0]?.startsWith("projects/") === true && names.projectOf(asset) === undefined;

/** Learns the names of projects. `folders`: see `folderKeys`. */
export function namesOf({ resources }: Inventory, folders: ReadonlyMap<string, string>): Names {
  const projects = new Map(resources.filter(isLiveProject).map((asset) => [numberOf(asset), asset]));
  const ids = new Map([...projects].map(([number, asset]) => [number, text(asset.data, "projectId", asset.name)]));
  return {
    projects,
    folders,
    idOf: (number) => ids.get(number),
    projectNamed: (idOrNumber) => ids.get(idOrNumber) ?? idOrNumber,
    projectOf: ({ ancestors: [nearest = ""] }) => {
      const [kind, number = ""] = nearest.split("/");
      return kind === "projects" ? ids.get(number) : undefined;
    },
  };
}
