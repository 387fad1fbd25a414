import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { get, type Item, isItem, UnreadableAnswer } from "../../google/inventory/answer.ts";
import { listResources } from "../../google/inventory/assets.ts";
import { inParallel } from "../../google/inventory/parallel.ts";
import type { ResourceAsset } from "../../google/inventory/types.ts";
import type { ProjectFound } from "../world.ts";

const manager = "cloudresourcemanager.googleapis.com";
const typeOf = (name: string) => `${manager}/${name}`;

/** How many projects are asked about at once: Resource Manager allows ten requests a second. */
const atOnce = 4;

/** The projects of an organisation, and its folders' names by "folders/1". */
export interface Projects {
  projects: ProjectFound[];
  folders: ReadonlyMap<string, string>;
}

const isTexts = (value: unknown): value is Record<string, string> =>
  isItem(value) && Object.values(value).every((each) => typeof each === "string");

function projectOf(call: string, number: string, data: Item, folders: readonly string[]): ProjectFound {
  const { projectId, labels = {} } = data;
  const state = data.lifecycleState ?? data.state;
  if (typeof projectId !== "string" || typeof state !== "string" || !isTexts(labels)) {
    throw new UnreadableAnswer(call, `the project ${number} without its ID, state or labels`, "all three");
  }
  // Whatever else Google may call it, it is not known to be alive, nor to go.
  if (state !== "ACTIVE" && state !== "DELETE_REQUESTED") {
    throw new UnreadableAnswer(call, `the project ${projectId} in the state ${state}`, "ACTIVE or DELETE_REQUESTED");
  }
  return { id: projectId, number, state, labels, folders };
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/**
 * The projects of an organisation by Cloud Asset Inventory, those that are being deleted too. `wanted`: IDs that are
 * asked for one by one where they weren't listed, as the inventory follows some minutes behind.
 */
export async function readProjects(
  client: GoogleClient,
  organization: string,
  wanted: readonly string[],
): Promise<Projects> {
  const call = `the list of the projects of organizations/${organization}`;
  const types = ["Organization", "Folder", "Project"].map(typeOf);
  const assets = await listResources(client, organization, undefined, types);
  const folders = new Map(
    assets
      .filter(({ type }) => type === typeOf("Folder"))
      .map(({ name, data }) => [`folders/${lastPart(name)}`, String(data.displayName)]),
  );
  const foldersOf = ({ ancestors }: ResourceAsset) =>
    ancestors.filter((each) => each.startsWith("folders/")).map((each) => folders.get(each) ?? each);
  const listed = assets
    .filter(({ type }) => type === typeOf("Project"))
    .map((asset) => projectOf(call, lastPart(asset.name), asset.data, foldersOf(asset)));
  const known = new Set(listed.map(({ id }) => id));
  const missing = wanted.filter((id) => !known.has(id));
  const asked = await inParallel(missing, atOnce, (id) => askProject(client, id, folders));
  return { projects: [...listed, ...asked.filter((each) => each !== undefined)], folders };
}

/** A project that wasn't listed; undefined where it isn't there, or may not be seen, which Google doesn't tell apart. */
export async function askProject(
  client: GoogleClient,
  id: string,
  folders: ReadonlyMap<string, string> = new Map(),
): Promise<ProjectFound | undefined> {
  try {
    const found = await get(client, manager, `/v3/projects/${id}`);
    const parent = String(found.parent);
    const around = parent.startsWith("folders/") ? [folders.get(parent) ?? parent] : [];
    return projectOf(`GET ${manager}/v3/projects/${id}`, lastPart(String(found.name)), found, around);
  } catch (error) {
    if (error instanceof GoogleError && (error.code === 403 || error.code === 404)) return undefined;
    throw error;
  }
}
