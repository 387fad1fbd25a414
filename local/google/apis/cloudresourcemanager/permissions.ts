import { anybody, type Need, needs, type Permissions } from "../../access/needs.ts";
import type { Call } from "../../core/call.ts";
import { findProject } from "../../core/projects.ts";
import { type Folder, folderName } from "./containers.ts";
import { manager } from "./tag-resources.ts";

const full = (name: unknown): string | undefined => (name ? `${manager}/${name}` : undefined);

const on = (permission: string, names: (call: Call) => readonly unknown[]): Need => ({
  permission,
  on: (call) => names(call).map(full),
});

/** Where something new goes; version 1 says it in two parts. */
const newParent = ({ body, query }: Call) => {
  const parent = body.parent ?? query.get("parent");
  return typeof parent === "object" && parent ? `${parent.type}s/${parent.id}` : parent;
};

/** Both ends of a move. */
const ends = (call: Call): unknown[] => {
  const { cloud, params, body } = call;
  const from = params.folder
    ? cloud.store.get<Folder>(folderName(params.folder))?.parent
    : findProject(cloud, params.id!)?.parent;
  return [from, body.destinationParent];
};

const folders = "resourcemanager.folders";
const projects = "resourcemanager.projects";

/** The project that a lien is on: its number is in the lien's name. */
const ofLien = ({ params }: Call) => [`projects/${/^p(\d+)-/.exec(params.lien!)?.[1]}`];

/** What a tag is bound to, and the value that is bound. Values can be named by their path, which then are looked up. */
const bound = ({ body, params }: Call): [resource: string, value: string] => {
  const [, parent = "", value = ""] =
    /^tagBindings\/(.+)\/(tagValues\/\d+)$/.exec(`tagBindings/${params.binding}`) ?? [];
  return params.binding ? [decodeURIComponent(parent), value] : [body.parent, body.tagValue];
};

const binding = (verb: "create" | "delete"): Need[] => [
  { permission: `resourcemanager.tagValueBindings.${verb}`, on: (call) => [full(bound(call)[1])] },
  { permission: `resourcemanager.hierarchyNodes.${verb}TagBinding`, on: (call) => [bound(call)[0]] },
];

const bindings = (verb: string): Need => ({
  permission: `resourcemanager.hierarchyNodes.${verb}`,
  on: ({ query }) => [query.get("parent") ?? undefined],
});

const tags = "list=get get getNamespaced=get patch=update delete getIamPolicy setIamPolicy";

/** https://cloud.google.com/resource-manager/docs/access-control-proj, -folders, -org, and the reference of each method */
export const permissions: Permissions = {
  ...needs("organizations", "resourcemanager.organizations", "get getIamPolicy setIamPolicy"),
  // Searches show what the caller may see.
  "organizations.search": anybody,
  "folders.search": anybody,
  "projects.search": anybody,
  ...needs("folders", folders, "get patch=update delete undelete getIamPolicy setIamPolicy"),
  "folders.create": [on(`${folders}.create`, (call) => [newParent(call)])],
  "folders.list": [on(`${folders}.list`, (call) => [newParent(call)])],
  "folders.move": [`${folders}.move`, on(`${folders}.move`, ends)],
  ...needs("projects", projects, "get getAncestry=get patch=update update delete undelete getIamPolicy setIamPolicy"),
  "projects.create": [on(`${projects}.create`, (call) => [newParent(call)])],
  "projects.list": [
    // Version 1 shows what the caller may see.
    on(`${projects}.list`, (call) => [call.path.startsWith("/v3/") ? newParent(call) : undefined]),
  ],
  "projects.move": [`${projects}.move`, on(`${projects}.move`, ends)],
  "liens.create": [on(`${projects}.updateLiens`, ({ body }) => [body.parent])],
  "liens.list": [on(`${projects}.get`, ({ query }) => [query.get("parent")])],
  "liens.get": [on(`${projects}.get`, ofLien)],
  "liens.delete": [on(`${projects}.updateLiens`, ofLien)],
  ...needs("tagKeys", "resourcemanager.tagKeys", tags),
  ...needs("tagValues", "resourcemanager.tagValues", tags),
  "tagKeys.create": [on("resourcemanager.tagKeys.create", (call) => [newParent(call)])],
  "tagValues.create": [on("resourcemanager.tagValues.create", (call) => [newParent(call)])],
  "tagKeys.list": [on("resourcemanager.tagKeys.list", (call) => [newParent(call)])],
  "tagValues.list": [on("resourcemanager.tagValues.list", (call) => [newParent(call)])],
  // Looked up by a path: what it leads to is what is asked for.
  "tagKeys.getNamespaced": anybody,
  "tagValues.getNamespaced": anybody,
  "tagBindings.create": binding("create"),
  "tagBindings.delete": binding("delete"),
  "tagBindings.list": [bindings("listTagBindings")],
  "effectiveTags.list": [bindings("listEffectiveTags")],
  "operations.get": anybody,
};
