import type { Cloud } from "../core/cloud.ts";
import { findProject, type Project } from "../core/projects.ts";

const manager = "//cloudresourcemanager.googleapis.com";

/** The project in a service account's e-mail address, by its ID or number. */
function projectOfAccount(email: string): string | undefined {
  const developer = /^(\d+)-compute@developer\.gserviceaccount\.com$/.exec(email)?.[1];
  return developer ?? /@([^@]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
}

/** The folders above something and the organisation, nearest first, by full name. `container`: "folders/1". */
function containers(cloud: Cloud, container: string): string[] {
  const chain: string[] = [];
  for (let at: string | undefined = container; at !== undefined; ) {
    chain.push(`${manager}/${at}`);
    at = at.startsWith("folders/") ? cloud.store.get<{ parent: string }>(`${manager}/${at}`)?.parent : undefined;
  }
  return chain;
}

const ofProject = (cloud: Cloud, { projectId, parent }: Project): string[] => [
  `${manager}/projects/${projectId}`,
  ...containers(cloud, parent),
];

/** A path and all that it is in, down to the first two parts: "a/1/b/2/c" gives that, "a/1/b/2" and "a/1/b". */
function prefixes(parts: readonly string[]): string[] {
  return parts.slice(2).map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

function inProject(cloud: Cloud, host: string, parts: string[]): string[] {
  const account = parts[2] === "serviceAccounts" ? parts[3] : undefined;
  const project = findProject(cloud, (account && projectOfAccount(account)) || parts[1]!);
  if (!project) return [];
  const own = ["projects", project.projectId, ...parts.slice(2)];
  return [...prefixes(own).map((path) => `//${host}/${path}`), ...ofProject(cloud, project)];
}

function inBucket(cloud: Cloud, bucket: string): string[] {
  const name = `//storage.googleapis.com/projects/_/buckets/${bucket}`;
  const stored = cloud.store.get<{ projectNumber: string }>(name);
  const project = stored && findProject(cloud, stored.projectNumber);
  return project ? [name, ...ofProject(cloud, project)] : [];
}

/** Tag values are in keys, and those in the organisation or a project. */
function ofTag(cloud: Cloud, name: string): string[] {
  const tag = cloud.store.get<{ parent: string }>(name);
  return tag ? [name, ...lineage(cloud, `${manager}/${tag.parent}`)] : [];
}

/**
 * The resources whose policies apply to one, by full name, itself first and the organisation last; empty for what isn't in
 * this cloud. It goes by names, so that it can be asked of what isn't there yet.
 */
export function lineage(cloud: Cloud, name: string): string[] {
  const [, host = "", path = ""] = /^\/\/([^/]+)\/(.*)$/.exec(name) ?? [];
  const parts = path.split("/");
  const [kind, id = ""] = parts;
  const { organization } = cloud.seed;
  switch (kind) {
    case "projects":
      return id === "_" ? inBucket(cloud, parts[3] ?? "") : inProject(cloud, host, parts);
    case "folders":
      return containers(cloud, `folders/${id}`);
    case "organizations":
      return id === organization.id ? [`${manager}/organizations/${id}`] : [];
    case "billingAccounts":
      return [
        `//cloudbilling.googleapis.com/billingAccounts/${id}`,
        ...containers(cloud, `organizations/${organization.id}`),
      ];
    case "tagKeys":
    case "tagValues":
      return ofTag(cloud, `${manager}/${kind}/${id}`);
    default:
      return [];
  }
}

/** The sets of service accounts that an account is in: those of its project, and of the folders that this is in. */
export function principalsOf(cloud: Cloud, member: string): string[] {
  if (!member.startsWith("serviceAccount:")) return [];
  const id = projectOfAccount(member.slice("serviceAccount:".length));
  const project = id === undefined ? undefined : findProject(cloud, id);
  if (!project) return [];
  const above = containers(cloud, project.parent).map((name) => name.slice(manager.length + 1));
  const set = (container: string) => `principalSet:${manager}/${container}/type/ServiceAccount`;
  return [`projects/${project.number}`, ...above].map(set);
}
