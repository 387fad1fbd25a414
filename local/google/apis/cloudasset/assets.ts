import type { Call } from "../../core/call.ts";
import { type Policy, readPolicy } from "../../core/policies.ts";
import { findProject, projectName } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { ancestors, folders, organizationName, projects } from "../cloudresourcemanager/containers.ts";
import { asV1 } from "../cloudresourcemanager/projects-v1.ts";
import { bindingPrefix, type Tag, type TagBinding, tagName } from "../cloudresourcemanager/tag-resources.ts";
import type { Bucket } from "../storage/stored-buckets.ts";
import { type AssetKind, assetHosts, kindOf } from "./kinds.ts";

const manager = "//cloudresourcemanager.googleapis.com";

/** A resource as the inventory knows it, before it is asked what of it to show. */
export interface Held {
  /** "//compute.googleapis.com/projects/p/global/networks/n" */
  name: string;
  type: string;
  /** Itself, where it is a project, folder or organisation, and all above it: "projects/123" first. */
  ancestors: string[];
  /** The full name of what it is in. */
  parent: string;
  version: string;
  location?: string;
  /** As its service shows it. */
  data(): Document;
  policy?: Policy;
}

/** Its policy, if anybody was ever given anything. */
const policyOf = (call: Call, stored: string): Pick<Held, "policy"> => {
  const policy = readPolicy(call.cloud.store, stored);
  return policy.bindings ? { policy } : {};
};

/** What owns something, by its number, and all above that; undefined when it isn't there any more. */
function lineage(call: Call, owner: string): string[] | undefined {
  const [kind, id] = owner.split("/") as [string, string];
  if (kind !== "projects") return ancestors(call.cloud, owner);
  const project = findProject(call.cloud, id);
  return project && [`projects/${project.number}`, ...ancestors(call.cloud, project.parent)];
}

/** The organisation, its folders and its projects. */
function containers(call: Call): Held[] {
  const { cloud } = call;
  const { id, domain, customerId } = cloud.seed.organization;
  const root: Held = {
    name: organizationName(id),
    type: "cloudresourcemanager.googleapis.com/Organization",
    ancestors: [`organizations/${id}`],
    parent: "",
    version: "v1",
    data: () => ({
      name: `organizations/${id}`,
      displayName: domain,
      owner: { directoryCustomerId: customerId },
      creationTime: "2020-01-01T00:00:00Z",
      lifecycleState: "ACTIVE",
    }),
    ...policyOf(call, organizationName(id)),
  };
  const within = folders(cloud).map((folder): Held => {
    const { state, etag: _, updateTime: __, ...members } = folder;
    return {
      name: `${manager}/${folder.name}`,
      type: "cloudresourcemanager.googleapis.com/Folder",
      ancestors: ancestors(cloud, folder.name),
      parent: `${manager}/${folder.parent}`,
      version: "v2",
      data: () => ({ ...members, lifecycleState: state }),
      ...policyOf(call, `${manager}/${folder.name}`),
    };
  });
  const all = projects(cloud).map(
    (project): Held => ({
      name: `${manager}/projects/${project.number}`,
      type: "cloudresourcemanager.googleapis.com/Project",
      ancestors: [`projects/${project.number}`, ...ancestors(cloud, project.parent)],
      parent: `${manager}/${project.parent}`,
      version: "v1",
      data: () => asV1(project),
      ...policyOf(call, projectName(project.projectId)),
    }),
  );
  return [root, ...within, ...all];
}

/** Tag keys and values, and what they are bound to. */
function tags({ cloud }: Call): Held[] {
  const top = `organizations/${cloud.seed.organization.id}`;
  const held = (name: string, kind: string, parent: string, document: Document): Held => ({
    name,
    type: `cloudresourcemanager.googleapis.com/${kind}`,
    ancestors: [top],
    parent,
    version: "v3",
    data: () => document,
  });
  const some = (kind: "TagKey" | "TagValue", prefix: string) =>
    cloud.store
      .list<Tag>(tagName(prefix))
      .map(({ name, document }) => held(name, kind, `${manager}/${document.parent}`, document));
  return [
    ...some("TagKey", "tagKeys/"),
    ...some("TagValue", "tagValues/"),
    ...cloud.store
      .list<TagBinding>(bindingPrefix)
      .map(({ name, document }) => held(name, "TagBinding", document.parent, { ...document })),
  ];
}

/** Buckets have no project in their names. */
const buckets = (call: Call): Held[] =>
  call.cloud.store.list<Bucket>("//storage.googleapis.com/projects/_/buckets/").flatMap(({ name, document }) => {
    const above = lineage(call, `projects/${document.projectNumber}`);
    return above
      ? [
          {
            name: `//storage.googleapis.com/${document.name}`,
            type: "storage.googleapis.com/Bucket",
            ancestors: above,
            parent: `${manager}/${above[0]}`,
            version: "v1",
            location: document.location.toLowerCase(),
            data: () => document,
            ...policyOf(call, name),
          },
        ]
      : [];
  });

/** The name of an asset by the name under which it is kept. */
function nameOf({ numbered, id }: AssetKind, stored: string, document: Document, above: string[]): string {
  const name = id ? `${stored.slice(0, stored.lastIndexOf("/"))}/${id(document)}` : stored;
  return numbered ? name.replace(/\/projects\/[^/]+/, `/${above[0]}`) : name;
}

/** What is in projects, and what folders and the organisation have besides. */
function contents(call: Call, host: string): Held[] {
  return call.cloud.store.list(`//${host}/`).flatMap(({ name, document }) => {
    const found = kindOf(name);
    const above = found && lineage(call, found.owner);
    if (!above) return [];
    const { kind } = found;
    const location = /\/(?:zones|regions|locations)\/([^/]+)\//.exec(name)?.[1] ?? "global";
    return [
      {
        name: nameOf(kind, name, document, above),
        type: kind.type,
        ancestors: above,
        parent: `${manager}/${above[0]}`,
        version: kind.version,
        location,
        data: () => kind.view?.(call, document) ?? document,
        ...policyOf(call, name),
      },
    ];
  });
}

/** Everything that the local cloud holds and the inventory shows, by name. */
export function everything(call: Call): Held[] {
  const all = [
    ...containers(call),
    ...tags(call),
    ...buckets(call),
    ...assetHosts.flatMap((host) => contents(call, host)),
  ];
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
