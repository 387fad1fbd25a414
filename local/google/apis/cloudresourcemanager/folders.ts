import { type Call, param, updateMask } from "../../core/call.ts";
import { ApiError, invalid, precondition } from "../../core/errors.ts";
import { digits, etag } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import {
  ancestors,
  type Folder,
  folderName,
  folders,
  projects,
  requireFolder,
  requireParent,
  sees,
} from "./containers.ts";
import { startOperation } from "./operations.ts";

/** How deep folders may nest, and how many a parent may hold (Resource Manager's limits). */
const maximumDepth = 10;
const maximumChildren = 300;

function checkName(displayName: unknown): string {
  if (typeof displayName !== "string" || !/^[\p{L}\p{N}]([\p{L}\p{N} _'"!-]{1,28}[\p{L}\p{N}])$/u.test(displayName)) {
    throw invalid("field [display_name] has issue [must be 3 to 30 letters, digits, spaces, hyphens or underscores]");
  }
  return displayName;
}

const siblings = (call: Call, parent: string) =>
  folders(call.cloud).filter((folder) => folder.parent === parent && folder.state === "ACTIVE");

const taken = (call: Call, parent: string, displayName: string, except?: string) =>
  siblings(call, parent).some((folder) => folder.displayName === displayName && folder.name !== except);

const refusal = (text: string, metadata: object) =>
  new ApiError("FAILED_PRECONDITION", text, {
    details: [{ "@type": "type.googleapis.com/google.rpc.PreconditionFailure", violations: [metadata] }],
  });

const v2 = "type.googleapis.com/google.cloud.resourcemanager.v2";

/** v2 answers a creation or a move with an operation and other changes with the folder; v3 always with an operation. */
function answer(
  call: Call,
  verb: "Create" | "Update" | "Move" | "Delete" | "Undelete",
  folder: Folder,
  { metadata, error }: { metadata?: Document; error?: ApiError } = {},
): object {
  const name = folderName(folder.name.slice("folders/".length));
  const older = call.path.startsWith("/v2/");
  if (older && verb !== "Create" && verb !== "Move") {
    call.cloud.store.put(name, folder);
    return asV2(folder);
  }
  const asked = older && { "@type": `${v2}.FolderOperation`, operationType: verb.toUpperCase() };
  return startOperation(call, verb, "Folder", {
    method: `folders.${verb === "Update" ? "patch" : verb.toLowerCase()}`,
    metadata: { ...asked, ...metadata },
    response: older ? { "@type": `${v2}.Folder`, ...asV2(folder) } : { ...folder },
    put: [[name, folder]],
    ...(error && { error }),
  });
}

function create(call: Call): object {
  const parent = requireParent(call.cloud, call.body.parent ?? call.query.get("parent"));
  const displayName = checkName(call.body.displayName);
  if (parent.startsWith("folders/") && ancestors(call.cloud, parent).length > maximumDepth) {
    throw refusal("Precondition check failed.", { type: "FOLDER_HEIGHT_VIOLATION" });
  }
  if (siblings(call, parent).length >= maximumChildren) {
    throw refusal("Precondition check failed.", { type: "MAX_CHILD_FOLDERS_VIOLATION" });
  }
  const now = call.cloud.clock.timestamp(3);
  const name = `folders/${digits(12)}`;
  const folder: Folder = {
    name,
    parent,
    displayName,
    state: "ACTIVE",
    createTime: now,
    updateTime: now,
    etag: etag(),
  };
  const clash = taken(call, parent, displayName);
  const error = new ApiError(
    "FAILED_PRECONDITION",
    "The folder operation violates display name uniqueness within the parent.",
  );
  return answer(call, "Create", folder, { metadata: { displayName, parent }, ...(clash && { error }) });
}

function patch(call: Call): object {
  const folder = active(call);
  const mask = updateMask(call) ?? ["displayName"];
  if (mask.some((path) => path !== "displayName")) throw invalid();
  const displayName = checkName(call.body.displayName);
  if (taken(call, folder.parent, displayName, folder.name)) throw precondition();
  const updated = { ...folder, displayName, updateTime: call.cloud.clock.timestamp(3), etag: etag() };
  return answer(call, "Update", updated);
}

function move(call: Call): object {
  const folder = active(call);
  const destination = requireParent(call.cloud, call.body.destinationParent);
  if (ancestors(call.cloud, destination).includes(folder.name)) throw precondition();
  if (taken(call, destination, folder.displayName, folder.name)) throw precondition();
  const updated = { ...folder, parent: destination, updateTime: call.cloud.clock.timestamp(3), etag: etag() };
  const { displayName, parent: sourceParent } = folder;
  return answer(call, "Move", updated, { metadata: { displayName, sourceParent, destinationParent: destination } });
}

function remove(call: Call): object {
  const folder = active(call);
  const inside = siblings(call, folder.name).length > 0;
  const holds = projects(call.cloud).some((each) => each.parent === folder.name && each.state === "ACTIVE");
  if (inside || holds) throw precondition();
  const now = call.cloud.clock.timestamp(3);
  const deleted: Folder = { ...folder, state: "DELETE_REQUESTED", updateTime: now, deleteTime: now, etag: etag() };
  return answer(call, "Delete", deleted);
}

function undelete(call: Call): object {
  const folder = requireFolder(call.cloud, param(call, "folder"));
  if (folder.state === "ACTIVE" || taken(call, folder.parent, folder.displayName)) throw precondition();
  const { deleteTime: _, ...rest } = folder;
  const restored: Folder = { ...rest, state: "ACTIVE", updateTime: call.cloud.clock.timestamp(3), etag: etag() };
  return answer(call, "Undelete", restored);
}

function active(call: Call): Folder {
  const folder = requireFolder(call.cloud, param(call, "folder"));
  if (folder.state !== "ACTIVE") throw precondition();
  return folder;
}

/** v2 calls the state lifecycleState and has no etag or update time. */
function asV2({ state, etag: _, updateTime: __, ...folder }: Folder): object {
  return { ...folder, lifecycleState: state };
}

function list(call: Call): Folder[] {
  const parent = call.query.get("parent");
  if (!parent) throw invalid("field [parent] has issue [must be set]");
  requireParent(call.cloud, parent);
  const deleted = call.query.get("showDeleted") === "true";
  return folders(call.cloud).filter((folder) => folder.parent === parent && (deleted || folder.state === "ACTIVE"));
}

/** The terms of a search query that are in use: displayName, parent and state, joined by AND. */
function search(call: Call, query: string): Folder[] {
  const terms = [...query.matchAll(/(displayName|parent|state|lifecycleState)\s*[=:]\s*("[^"]*"|\S+)/g)];
  if (query.trim() && terms.length === 0) throw invalid();
  const wanted = terms.map(([, key, value]) => [key, value!.replaceAll('"', "")] as const);
  const seen = folders(call.cloud).filter(({ name }) => sees(call, "resourcemanager.folders.get", name));
  return seen.filter((folder) =>
    wanted.every(([key, value]) => {
      const actual = key === "parent" ? folder.parent : key === "displayName" ? folder.displayName : folder.state;
      if (!value.includes("*")) return actual.toLowerCase() === value.toLowerCase();
      return actual.toLowerCase().startsWith(value.replace("*", "").toLowerCase());
    }),
  );
}

const paged = <T extends object>(call: Call, items: T[]) => {
  const { items: folders, ...token } = page(items, call.query);
  return { ...(folders.length > 0 && { folders }), ...token };
};

export const folderRoutes: Route[] = [
  { id: "folders.create", method: "POST", path: "/v3/folders", handle: create },
  { id: "folders.list", method: "GET", path: "/v3/folders", handle: (call) => paged(call, list(call)) },
  {
    id: "folders.search",
    method: "GET",
    path: "/v3/folders:search",
    handle: (call) => paged(call, search(call, call.query.get("query") ?? "")),
  },
  {
    id: "folders.get",
    method: "GET",
    path: "/v3/folders/{folder}",
    handle: (call) => requireFolder(call.cloud, param(call, "folder")),
  },
  { id: "folders.patch", method: "PATCH", path: "/v3/folders/{folder}", handle: patch },
  { id: "folders.move", method: "POST", path: "/v3/folders/{folder}:move", handle: move },
  { id: "folders.delete", method: "DELETE", path: "/v3/folders/{folder}", handle: remove },
  { id: "folders.undelete", method: "POST", path: "/v3/folders/{folder}:undelete", handle: undelete },
  // gcloud still works with folders through v2.
  { id: "folders.create", method: "POST", path: "/v2/folders", handle: create },
  { id: "folders.patch", method: "PATCH", path: "/v2/folders/{folder}", handle: patch },
  { id: "folders.move", method: "POST", path: "/v2/folders/{folder}:move", handle: move },
  { id: "folders.delete", method: "DELETE", path: "/v2/folders/{folder}", handle: remove },
  { id: "folders.undelete", method: "POST", path: "/v2/folders/{folder}:undelete", handle: undelete },
  { id: "folders.list", method: "GET", path: "/v2/folders", handle: (call) => paged(call, list(call).map(asV2)) },
  {
    id: "folders.get",
    method: "GET",
    path: "/v2/folders/{folder}",
    handle: (call) => asV2(requireFolder(call.cloud, param(call, "folder"))),
  },
  {
    id: "folders.search",
    method: "POST",
    path: "/v2/folders:search",
    handle: (call) => paged(call, search(call, call.body.query ?? "").map(asV2)),
  },
  ...["/v3", "/v2"].flatMap((version) =>
    policyRoutes({
      id: "folders",
      path: `${version}/folders/{folder}`,
      get: "POST",
      resource: (call) => {
        if (!/^\d+$/.test(param(call, "folder"))) throw invalid();
        requireFolder(call.cloud, param(call, "folder"));
        return folderName(param(call, "folder"));
      },
    }),
  ),
];
