import { type Call, param, required } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { invalid, notFound } from "../../core/errors.ts";
import { hexadecimal } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import { requireAnyProject } from "./containers.ts";

/** Something that forbids the deletion of a project until it is taken away. */
export interface Lien {
  /** "liens/p<number>-l..." */
  name: string;
  /** "projects/<number>" */
  parent: string;
  restrictions: string[];
  reason: string;
  origin: string;
  createTime: string;
}

const prefix = "//cloudresourcemanager.googleapis.com/liens/";
const fullName = (lien: string) => `${prefix}${lien}`;

/** The liens that forbid the deletion of a project. */
export function liensOf(cloud: Cloud, number: string): Lien[] {
  return cloud.store
    .list<Lien>(`${prefix}p${number}-`)
    .map(({ document }) => document)
    .filter(({ restrictions }) => restrictions.includes("resourcemanager.projects.delete"));
}

function create(call: Call): object {
  const { parent, restrictions, reason, origin } = call.body;
  const project = requireAnyProject(call.cloud, String(parent).replace(/^projects\//, ""));
  if (!Array.isArray(restrictions) || restrictions.length === 0 || !origin) throw invalid();
  const id = `p${project.number}-l${hexadecimal(24)}`;
  const lien: Lien = {
    name: `liens/${id}`,
    parent: `projects/${project.number}`,
    restrictions,
    reason: reason ?? "",
    origin,
    createTime: call.cloud.clock.timestamp(6),
  };
  call.cloud.store.put(fullName(id), lien);
  return lien;
}

function existing(call: Call): Lien {
  const lien = call.cloud.store.get<Lien>(fullName(param(call, "lien")));
  if (!lien) throw notFound("Requested entity was not found.");
  return lien;
}

function list(call: Call): object {
  const project = requireAnyProject(call.cloud, required(call, "parent").replace(/^projects\//, ""));
  const all = call.cloud.store.list<Lien>(`${prefix}p${project.number}-`).map(({ document }) => document);
  const { items: liens, ...token } = page(all, call.query);
  return { ...(liens.length > 0 && { liens }), ...token };
}

/** The methods of liens. */
export const lienRoutes: Route[] = ["/v3", "/v1"].flatMap((version): Route[] => [
  { id: "liens.create", method: "POST", path: `${version}/liens`, handle: create },
  { id: "liens.list", method: "GET", path: `${version}/liens`, handle: list },
  { id: "liens.get", method: "GET", path: `${version}/liens/{lien}`, handle: existing },
  {
    id: "liens.delete",
    method: "DELETE",
    path: `${version}/liens/{lien}`,
    handle: (call) => {
      call.cloud.store.delete(fullName(existing(call).name.slice("liens/".length)));
      return {};
    },
  },
]);
