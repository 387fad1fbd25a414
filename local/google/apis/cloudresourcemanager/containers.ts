import type { Call } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { denied, invalid } from "../../core/errors.ts";
import { findProject, type Project } from "../../core/projects.ts";

const host = "cloudresourcemanager.googleapis.com";

/** A folder as the local cloud keeps it. */
export interface Folder {
  /** "folders/123" */
  name: string;
  /** "folders/123" or "organizations/123" */
  parent: string;
  displayName: string;
  state: "ACTIVE" | "DELETE_REQUESTED";
  createTime: string;
  updateTime: string;
  deleteTime?: string;
  etag: string;
}

export const folderName = (number: string) => `//${host}/folders/${number}`;
export const organizationName = (id: string) => `//${host}/organizations/${id}`;

export const folders = (cloud: Cloud): Folder[] =>
  cloud.store.list<Folder>(`//${host}/folders/`).map(({ document }) => document);

export const projects = (cloud: Cloud): Project[] =>
  cloud.store.list<Project>(`//${host}/projects/`).map(({ document }) => document);

/** Whether the caller may see a project, folder or organisation that a search finds. `name`: "folders/1". */
export const sees = (call: Call, permission: string, name: string): boolean =>
  call.cloud.access.allows(call.identity, permission, `//${host}/${name}`);

/** The projects that the caller may see. */
export const visibleProjects = (call: Call): Project[] =>
  projects(call.cloud).filter(({ projectId }) => sees(call, "resourcemanager.projects.get", `projects/${projectId}`));

/** A folder in any state; a missing one answers as one that the caller may not see. */
export function requireFolder(cloud: Cloud, number: string): Folder {
  const folder = cloud.store.get<Folder>(folderName(number));
  if (!folder) throw denied("The caller does not have permission");
  return folder;
}

/** A project in any state; a missing one answers 403, so that IDs can't be probed. */
export function requireAnyProject(cloud: Cloud, idOrNumber: string): Project {
  const project = findProject(cloud, idOrNumber);
  if (!project) throw denied("The caller does not have permission");
  return project;
}

export function requireOrganization(cloud: Cloud, id: string): void {
  if (id !== cloud.seed.organization.id) throw denied("The caller does not have permission");
}

/** A parent that children can be made under: the organisation or an active folder. */
export function requireParent(cloud: Cloud, parent: unknown): string {
  const match = /^(folders|organizations)\/(\d+)$/.exec(String(parent));
  if (!match) throw invalid("field [parent] has issue [must be a folder or an organization]");
  if (match[1] === "organizations") requireOrganization(cloud, match[2]!);
  else if (requireFolder(cloud, match[2]!).state !== "ACTIVE") throw denied("The caller does not have permission");
  return match[0];
}

/** The chain from a parent up to the organisation, nearest first: ["folders/2", "folders/1", "organizations/9"]. */
export function ancestors(cloud: Cloud, parent: string): string[] {
  const chain = [parent];
  for (let at = parent; at.startsWith("folders/"); ) {
    at = requireFolder(cloud, at.slice("folders/".length)).parent;
    chain.push(at);
  }
  return chain;
}
