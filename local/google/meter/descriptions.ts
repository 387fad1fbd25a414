import { folderName } from "../apis/cloudresourcemanager/containers.ts";
import type { Cloud } from "../core/cloud.ts";
import { findProject } from "../core/projects.ts";

/** A key and its value, as the export has labels. */
export interface Label {
  key: string;
  value: string;
}

/** What a row says of its project. */
export interface ProjectDescription {
  id: string;
  number: string;
  name: string;
  /** Numbers of the organisation and folders that it is in, from the top: "/419083752617/123/". */
  ancestry_numbers: string;
  /** The project and what it is in, up to the organisation. */
  ancestors: { resource_name: string; display_name: string }[];
  labels: Label[];
}

/** Labels in the order of their keys. */
export const labelList = (labels: Record<string, string> = {}): Label[] =>
  Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, value }));

/** The folders and the organisation that a project is in, the nearest first. */
function parentsOf(cloud: Cloud, first: string): { resource_name: string; display_name: string }[] {
  const parents = [];
  for (let name = first; ; ) {
    if (!name.startsWith("folders/")) {
      parents.push({ resource_name: name, display_name: cloud.seed.organization.domain });
      return parents;
    }
    const folder = cloud.store.get<{ displayName: string; parent: string }>(folderName(name.slice("folders/".length)));
    if (!folder) return parents;
    parents.push({ resource_name: name, display_name: folder.displayName });
    name = folder.parent;
  }
}

/** What projects are called and where they are, looked up once until something changes. */
export class Descriptions {
  readonly #cloud: Cloud;
  readonly #known = new Map<string, ProjectDescription>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  of(id: string): ProjectDescription {
    const known = this.#known.get(id);
    if (known) return known;
    const project = findProject(this.#cloud, id);
    if (!project) throw new Error(`the meter has usage of a project that never was: ${id}`);
    const name = project.displayName ?? id;
    const parents = parentsOf(this.#cloud, project.parent);
    const numbers = parents.map(({ resource_name }) => resource_name.split("/")[1]).toReversed();
    const description = {
      id,
      number: project.number,
      name,
      ancestry_numbers: `/${numbers.join("/")}/`,
      ancestors: [{ resource_name: `projects/${project.number}`, display_name: name }, ...parents],
      labels: labelList(project.labels),
    };
    this.#known.set(id, description);
    return description;
  }

  /** Forgets all, if a document that was written or deleted is one of a project or folder. */
  told(name: string): boolean {
    const matters = /^\/\/cloudresourcemanager\.googleapis\.com\/(?:projects|folders)\//.test(name);
    if (matters) this.#known.clear();
    return matters;
  }
}
