import { type Call, param, projectOf, updateMask } from "../../core/call.ts";
import { merge } from "../../core/collection.ts";
import { ApiError, conflict, invalid, notFound, precondition } from "../../core/errors.ts";
import { etag } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import type { HttpMethod, Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { requireOrganization } from "../cloudresourcemanager/containers.ts";
import { predefinedRoles } from "./predefined-roles.ts";

/** A custom role as it is kept. */
interface Role extends Document {
  /** "projects/p/roles/r" or "organizations/1/roles/r" */
  name: string;
  title?: string;
  description?: string;
  includedPermissions?: string[];
  /** Absent: ALPHA. */
  stage?: string;
  etag: string;
  deleted?: boolean;
  /** When it was deleted: milliseconds since the epoch, by the cloud's clock. Not shown. */
  deletedAt?: number;
}

const host = "iam.googleapis.com";
const day = 24 * 60 * 60 * 1000;
/** How long a deleted role can be brought back, and how long its ID stays taken. */
const retention = 7 * day;
const purge = 37 * day;

const stages = ["ALPHA", "BETA", "GA", "DEPRECATED", "DISABLED", "EAP"];

/** Permissions over what only stands above a project. */
const organizationOnly = /^resourcemanager\.((organizations|folders)\.|projects\.list$)|^billing\.accounts\./;

function parentOf(call: Call): string {
  if (call.params.project) return `projects/${projectOf(call).projectId}`;
  requireOrganization(call.cloud, param(call, "organization"));
  return `organizations/${param(call, "organization")}`;
}

function checked(call: Call, { title, description, includedPermissions = [], stage }: Document): Document {
  if (typeof title === "string" && title.length > 100) throw invalid("The role title can't exceed 100 characters.");
  if (typeof description === "string" && description.length > 300) {
    throw invalid("The role description can't exceed 300 characters.");
  }
  if (stage !== undefined && !stages.includes(String(stage))) throw invalid();
  for (const permission of includedPermissions as string[]) {
    const known = /^[a-z][a-z0-9]*(\.[A-Za-z][A-Za-z0-9]*){2,}$/.test(permission);
    if (!known || (call.params.project && organizationOnly.test(permission))) {
      throw invalid(`Permission ${permission} is not valid.`);
    }
  }
  const permissions = [...new Set(includedPermissions as string[])].toSorted();
  return {
    ...(title !== undefined && title !== "" && { title }),
    ...(description !== undefined && description !== "" && { description }),
    ...(permissions.length > 0 && { includedPermissions: permissions }),
    ...(stage !== undefined && stage !== "ALPHA" && { stage }),
  };
}

const view = ({ deletedAt: _, ...role }: Role): Document => role;

function save(call: Call, role: Role): Document {
  call.cloud.store.put(`//${host}/${role.name}`, role);
  return view(role);
}

/** Whether a role was deleted too long ago to be brought back; until its ID is free nothing else is seen of it. */
const isBuried = (call: Call, { deletedAt }: Role) =>
  deletedAt !== undefined && call.cloud.clock.now() - deletedAt > retention;

/** A role in any state; one is forgotten when its ID is free again. */
function find(call: Call, name: string): Role | undefined {
  const role = call.cloud.store.get<Role>(`//${host}/${name}`);
  return role?.deletedAt !== undefined && call.cloud.clock.now() - role.deletedAt > purge ? undefined : role;
}

function existing(call: Call): Role {
  const name = `${parentOf(call)}/roles/${param(call, "role")}`;
  const role = find(call, name);
  if (!role || isBuried(call, role)) throw notFound(`The role named ${name} was not found.`);
  return role;
}

function create(call: Call): object {
  const { roleId, role = {} } = call.body;
  if (typeof roleId !== "string" || !/^[A-Za-z0-9_.]{3,64}$/.test(roleId)) {
    throw invalid(
      "The role_id must have a length between 3 and 64, and hold only letters, digits, underscores and periods.",
    );
  }
  const parent = parentOf(call);
  const taken = find(call, `${parent}/roles/${roleId}`);
  if (taken && !taken.deleted) throw conflict(`A role named ${roleId} in ${parent} already exists.`);
  if (taken && isBuried(call, taken)) {
    throw precondition(`You can't create a role_id (${roleId}) which has been marked for deletion.`);
  }
  if (taken) {
    throw precondition(
      `You can't create a role with role_id (${roleId}) where there is an existing role with that role_id in a ` +
        "deleted state.",
    );
  }
  return save(call, { name: `${parent}/roles/${roleId}`, ...checked(call, role), etag: etag() });
}

function checkEtag(role: Role, asked: unknown): void {
  if (asked === undefined || asked === "" || asked === role.etag) return;
  throw new ApiError("ABORTED", "There were concurrent changes of the role. Please retry the whole read-modify-write.");
}

function patch(call: Call): object {
  const role = existing(call);
  checkEtag(role, call.body.etag);
  if (role.deleted) throw precondition(`You can't update role_id (${role.name}) as it is deleted.`);
  const { name, deleted: _, ...rest } = role;
  const { name: __, etag: ___, deleted: ____, ...asked } = call.body as Document;
  return save(call, { name, ...checked(call, merge(rest, asked, updateMask(call))), etag: etag() });
}

function remove(call: Call): object {
  const role = existing(call);
  if (role.deleted) throw precondition(`You can't delete role_id (${role.name}) as it is already deleted.`);
  checkEtag(role, call.query.get("etag") ?? undefined);
  return save(call, { ...role, etag: etag(), deleted: true, deletedAt: call.cloud.clock.now() });
}

function undelete(call: Call): object {
  const role = existing(call);
  if (!role.deleted) throw precondition(`You can't undelete role_id (${role.name}) as it is not deleted.`);
  checkEtag(role, call.body.etag);
  const { deleted: _, deletedAt: __, ...restored } = role;
  return save(call, { ...(restored as Role), etag: etag() });
}

/** A page of roles, with their permissions only in the FULL view. */
function listed(call: Call, roles: Document[]): object {
  const full = call.query.get("view") === "FULL";
  const { items, ...token } = page(roles, call.query, { defaultSize: 300 });
  const shown = items.map(({ includedPermissions, ...role }) => ({ ...role, ...(full && { includedPermissions }) }));
  return { ...(shown.length > 0 && { roles: shown }), ...token };
}

function list(call: Call): object {
  const parent = parentOf(call);
  const deleted = call.query.get("showDeleted") === "true";
  const roles = call.cloud.store
    .list<Role>(`//${host}/${parent}/roles/`)
    .filter(({ document }) => !isBuried(call, document) && (deleted || !document.deleted));
  return listed(
    call,
    roles.map(({ document }) => view(document)),
  );
}

export const roleRoutes: Route[] = [
  {
    id: "roles.list",
    method: "GET",
    path: "/v1/roles",
    handle: (call) => listed(call, [...predefinedRoles.values()]),
  },
  {
    id: "roles.get",
    method: "GET",
    path: "/v1/roles/{role}",
    handle: (call) => {
      const name = `roles/${param(call, "role")}`;
      const role = predefinedRoles.get(name);
      if (!role) throw notFound(`The role named ${name} was not found.`);
      return role;
    },
  },
  ...["projects/{project}", "organizations/{organization}"].flatMap((parent): Route[] => {
    const path = `/v1/${parent}/roles`;
    const route = (verb: string, method: HttpMethod, at: string, handle: Route["handle"]): Route => ({
      id: `${parent.split("/")[0]}.roles.${verb}`,
      method,
      path: at,
      handle,
    });
    return [
      route("create", "POST", path, create),
      route("list", "GET", path, list),
      route("get", "GET", `${path}/{role}`, (call) => view(existing(call))),
      route("patch", "PATCH", `${path}/{role}`, patch),
      route("delete", "DELETE", `${path}/{role}`, remove),
      route("undelete", "POST", `${path}/{role}:undelete`, undelete),
    ];
  }),
];
