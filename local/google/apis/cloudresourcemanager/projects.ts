import { type Call, param, updateMask } from "../../core/call.ts";
import { ApiError, conflict, invalid, precondition } from "../../core/errors.ts";
import { digits, etag } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import { policyRoutes, writePolicy } from "../../core/policies.ts";
import { findProject, type Project, projectName, projectNumberName } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { ancestors, organizationName, projects, requireAnyProject, requireParent } from "./containers.ts";
import { liensOf } from "./liens.ts";
import { startOperation } from "./operations.ts";

const reservation = (projectId: string) => `project-ids/${projectId}`;

function checkLabels(labels: unknown): Record<string, string> | undefined {
  if (labels === undefined) return undefined;
  for (const [key, value] of Object.entries(labels as object)) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(key) || !/^[a-z0-9_-]{0,63}$/.test(String(value))) {
      throw invalid(`field [labels] has issue [label ${key}=${value} must be lower-case letters, digits, _ and -]`);
    }
  }
  return labels as Record<string, string>;
}

/** What both versions ask of a new project; the ID is taken for good from here on. */
function make(call: Call, asked: { projectId: unknown; name: unknown; labels: unknown; parent: string }): Project {
  const { projectId, name } = asked;
  if (typeof projectId !== "string" || !/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(projectId)) {
    throw invalid(
      "field [project_id] has issue [project_id must be at least 6 and at most 30 characters long, start with a " +
        "lower-case letter, and hold only lower-case letters, digits and hyphens]",
    );
  }
  if (name !== undefined && (typeof name !== "string" || !/^[A-Za-z0-9'"! -]{4,30}$/.test(name))) {
    throw invalid("field [display_name] has issue [must be 4 to 30 letters, digits, spaces, quotes, ! and hyphens]");
  }
  if (call.cloud.store.get(reservation(projectId)) || findProject(call.cloud, projectId)) throw conflict();
  call.cloud.store.put(reservation(projectId), { projectId });
  const now = call.cloud.clock.timestamp(6);
  const labels = checkLabels(asked.labels);
  return {
    projectId,
    number: digits(12),
    parent: asked.parent,
    ...(name !== undefined && { displayName: name }),
    state: "ACTIVE",
    ...(labels && { labels }),
    createTime: now,
    updateTime: now,
    etag: etag(),
  };
}

/** Deleted projects count until they are purged. */
function quota(call: Call): ApiError | undefined {
  if (projects(call.cloud).length < call.cloud.seed.quotas.projects) return undefined;
  return new ApiError(
    "RESOURCE_EXHAUSTED",
    "The project cannot be created because you have exceeded your allotted project quota.",
    {
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ subject: call.caller, description: "Project quota exceeded." }],
        },
      ],
    },
  );
}

const documents = (project: Project): [string, object][] => [
  [projectName(project.projectId), project],
  [projectNumberName(project.number), { projectId: project.projectId }],
];

/** The maker of a project becomes its owner. */
function own(call: Call, project: Project): void {
  writePolicy(call.cloud.store, projectName(project.projectId), {
    bindings: [{ role: "roles/owner", members: [call.caller] }],
  });
}

export function asV3({ projectId, number, billingAccount: _, displayName, ...rest }: Project): Document {
  return { name: `projects/${number}`, ...rest, projectId, ...(displayName !== undefined && { displayName }) };
}

export function asV1({ projectId, number, state, displayName, labels, createTime, parent }: Project): Document {
  const [type, id] = parent.split("/");
  return {
    projectNumber: number,
    projectId,
    lifecycleState: state,
    ...(displayName !== undefined && { name: displayName }),
    ...(labels && { labels }),
    createTime,
    parent: { type: type!.slice(0, -1), id },
  };
}

function createV3(call: Call): object {
  const parent = requireParent(call.cloud, call.body.parent);
  const { projectId, displayName, labels } = call.body;
  const project = make(call, { projectId, name: displayName, labels, parent });
  own(call, project);
  const error = quota(call);
  return startOperation(call, "Create", "Project", {
    method: "projects.create",
    metadata: { createTime: project.createTime, gettable: true, ready: true },
    response: asV3(project),
    put: documents(project),
    release: [reservation(project.projectId)],
    ...(error && { error }),
  });
}

function createV1(call: Call): object {
  const { type, id } = call.body.parent ?? {};
  const parent = requireParent(call.cloud, `${type}s/${id}`);
  const { projectId, name, labels } = call.body;
  const project = make(call, { projectId, name, labels, parent });
  own(call, project);
  const error = quota(call);
  return call.cloud.operations.start({
    name: `operations/cp.${digits(19)}`,
    host: call.api.host,
    method: "cloudresourcemanager.projects.create",
    finished: {
      metadata: {
        "@type": "type.googleapis.com/google.cloudresourcemanager.v1.ProjectCreationStatus",
        gettable: true,
        ready: true,
      },
    },
    response: { "@type": "type.googleapis.com/google.cloudresourcemanager.v1.Project", ...asV1(project) },
    put: documents(project),
    release: [reservation(project.projectId)],
    ...(error && { error }),
  });
}

function active(call: Call): Project {
  const project = requireAnyProject(call.cloud, param(call, "id"));
  if (project.state !== "ACTIVE") throw precondition();
  return project;
}

function change(call: Call, project: Project, changes: Partial<Project>): Project {
  const updated = { ...project, ...changes, updateTime: call.cloud.clock.timestamp(6), etag: etag() };
  for (const key of ["labels", "displayName"] as const) if (updated[key] === undefined) delete updated[key];
  return updated;
}

function patchV3(call: Call): object {
  const project = active(call);
  const mask = updateMask(call) ?? ["displayName", "labels"].filter((key) => key in call.body);
  const changes: Partial<Project> = {};
  for (const path of mask) {
    if (path === "displayName") changes.displayName = call.body.displayName;
    else if (path === "labels") changes.labels = checkLabels(call.body.labels) ?? {};
    else throw invalid();
  }
  const updated = change(call, project, changes);
  return startOperation(call, "Update", "Project", {
    method: "projects.patch",
    response: asV3(updated),
    put: documents(updated),
  });
}

function moveV3(call: Call): object {
  const parent = requireParent(call.cloud, call.body.destinationParent);
  const updated = change(call, active(call), { parent });
  return startOperation(call, "Move", "Project", {
    method: "projects.move",
    response: asV3(updated),
    put: documents(updated),
  });
}

/** v1 replaces the whole project, at once: name, labels and parent. */
function updateV1(call: Call): object {
  const project = active(call);
  const { type, id } = call.body.parent ?? {};
  const parent = type ? requireParent(call.cloud, `${type}s/${id}`) : project.parent;
  const labels = checkLabels(call.body.labels);
  const updated = change(call, project, { displayName: call.body.name, labels: labels!, parent });
  call.cloud.store.put(projectName(project.projectId), updated);
  return asV1(updated);
}

/** A deleted project loses its billing account at once, and keeps its ID for ever. */
function deleted(call: Call): Project {
  const project = active(call);
  const [lien] = liensOf(call.cloud, project.number);
  if (lien) {
    throw precondition(
      `A lien to prevent deletion was placed on the project by [${lien.origin}]. Remove the lien to allow deletion.`,
      {
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
            violations: [{ type: "LIEN", subject: lien.name, description: lien.reason }],
          },
        ],
      },
    );
  }
  const { billingAccount: _, ...rest } = project;
  return change(call, rest, { state: "DELETE_REQUESTED", deleteTime: call.cloud.clock.timestamp(6) });
}

function deleteV3(call: Call): object {
  const project = deleted(call);
  return startOperation(call, "Delete", "Project", {
    method: "projects.delete",
    response: asV3(project),
    put: documents(project),
  });
}

function deleteV1(call: Call): object {
  const project = deleted(call);
  call.cloud.store.put(projectName(project.projectId), project);
  return {};
}

function restored(call: Call): Project {
  const project = requireAnyProject(call.cloud, param(call, "id"));
  if (project.state === "ACTIVE") throw precondition();
  const { deleteTime: _, ...rest } = project;
  return change(call, rest, { state: "ACTIVE" });
}

/** Terms of a filter that are in use: "id:x", "parent.id:1 parent.type:folder", "lifecycleState:ACTIVE", labels. */
function filter(items: Project[], text: string): Project[] {
  const terms = text.split(/\s+AND\s+|\s+/i).filter(Boolean);
  return items.filter((project) =>
    terms.every((term) => {
      const match = /^([\w.]+)\s*[:=]\s*"?([^"]*)"?$/.exec(term);
      if (!match) throw invalid();
      const [, key, value] = match as unknown as [string, string, string];
      const [type, id] = project.parent.split("/") as [string, string];
      const actual: Record<string, string | undefined> = {
        id: project.projectId,
        projectId: project.projectId,
        projectNumber: project.number,
        name: project.displayName,
        displayName: project.displayName,
        state: project.state,
        lifecycleState: project.state,
        parent: project.parent,
        "parent.id": id,
        "parent.type": type.slice(0, -1),
      };
      const known = key.startsWith("labels.") ? (project.labels?.[key.slice(7)] ?? "") : actual[key];
      if (known === undefined && !(key in actual)) throw invalid();
      if (value.includes("*")) return new RegExp(`^${value.replaceAll("*", ".*")}$`, "i").test(known ?? "");
      return (known ?? "").toLowerCase() === value.toLowerCase();
    }),
  );
}

function paged(call: Call, items: Project[], view: (project: Project) => object): object {
  const { items: found, ...token } = page(items, call.query);
  return { ...(found.length > 0 && { projects: found.map(view) }), ...token };
}

function listV3(call: Call): object {
  const parent = requireParent(call.cloud, call.query.get("parent"));
  const shown = projects(call.cloud).filter(
    (each) => each.parent === parent && (each.state === "ACTIVE" || call.query.get("showDeleted") === "true"),
  );
  return paged(call, shown, asV3);
}

const resource = (call: Call) => projectName(requireAnyProject(call.cloud, param(call, "id")).projectId);

// The parameter is called {id} and not {project}: these methods answer for deleted projects too.
export const projectRoutes: Route[] = [
  { id: "projects.create", method: "POST", path: "/v3/projects", handle: createV3 },
  { id: "projects.list", method: "GET", path: "/v3/projects", handle: listV3 },
  {
    id: "projects.search",
    method: "GET",
    path: "/v3/projects:search",
    handle: (call) => paged(call, filter(projects(call.cloud), call.query.get("query") ?? ""), asV3),
  },
  {
    id: "projects.get",
    method: "GET",
    path: "/v3/projects/{id}",
    handle: (call) => asV3(requireAnyProject(call.cloud, param(call, "id"))),
  },
  { id: "projects.patch", method: "PATCH", path: "/v3/projects/{id}", handle: patchV3 },
  { id: "projects.move", method: "POST", path: "/v3/projects/{id}:move", handle: moveV3 },
  { id: "projects.delete", method: "DELETE", path: "/v3/projects/{id}", handle: deleteV3 },
  {
    id: "projects.undelete",
    method: "POST",
    path: "/v3/projects/{id}:undelete",
    handle: (call) => {
      const project = restored(call);
      return startOperation(call, "Undelete", "Project", {
        method: "projects.undelete",
        response: asV3(project),
        put: documents(project),
      });
    },
  },
  { id: "projects.create", method: "POST", path: "/v1/projects", handle: createV1 },
  {
    id: "projects.list",
    method: "GET",
    path: "/v1/projects",
    handle: (call) => paged(call, filter(projects(call.cloud), call.query.get("filter") ?? ""), asV1),
  },
  {
    id: "projects.get",
    method: "GET",
    path: "/v1/projects/{id}",
    handle: (call) => asV1(requireAnyProject(call.cloud, param(call, "id"))),
  },
  { id: "projects.update", method: "PUT", path: "/v1/projects/{id}", handle: updateV1 },
  { id: "projects.delete", method: "DELETE", path: "/v1/projects/{id}", handle: deleteV1 },
  {
    id: "projects.undelete",
    method: "POST",
    path: "/v1/projects/{id}:undelete",
    handle: (call) => {
      call.cloud.store.put(resource(call), restored(call));
      return {};
    },
  },
  {
    id: "projects.getAncestry",
    method: "POST",
    path: "/v1/projects/{id}:getAncestry",
    handle: (call) => {
      const project = requireAnyProject(call.cloud, param(call, "id"));
      const chain = [`projects/${project.projectId}`, ...ancestors(call.cloud, project.parent)];
      return {
        ancestor: chain.map((each) => {
          const [type, id] = each.split("/");
          return { resourceId: { type: type!.slice(0, -1), id } };
        }),
      };
    },
  },
  ...["/v3", "/v1"].flatMap((version) =>
    policyRoutes({ id: "projects", path: `${version}/projects/{id}`, get: "POST", resource }),
  ),
  ...["/v3", "/v1"].flatMap((version) =>
    policyRoutes({
      id: "organizations",
      path: `${version}/organizations/{organization}`,
      get: "POST",
      resource: (call) => {
        requireParent(call.cloud, `organizations/${param(call, "organization")}`);
        return organizationName(param(call, "organization"));
      },
    }),
  ),
];
