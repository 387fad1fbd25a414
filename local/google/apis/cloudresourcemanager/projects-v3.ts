import { type Call, param, updateMask } from "../../core/call.ts";
import { invalid } from "../../core/errors.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Project } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { projects, requireAnyProject, requireParent, visibleProjects } from "./containers.ts";
import { startOperation } from "./operations.ts";
import { filterProjects } from "./project-filter.ts";
import {
  activeProject,
  changed,
  checkLabels,
  deleted,
  documents,
  newProject,
  own,
  paged,
  policyName,
  quota,
  reservation,
  restored,
} from "./project-rules.ts";

/** A project as v3 shows it. */
export function asV3({ projectId, number, billingAccount: _, displayName, ...rest }: Project): Document {
  return { name: `projects/${number}`, ...rest, projectId, ...(displayName !== undefined && { displayName }) };
}

function createV3(call: Call): object {
  const parent = requireParent(call.cloud, call.body.parent);
  const { projectId, displayName, labels } = call.body;
  const project = newProject(call, { projectId, name: displayName, labels, parent });
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

function patchV3(call: Call): object {
  const project = activeProject(call);
  const mask = updateMask(call) ?? ["displayName", "labels"].filter((key) => key in call.body);
  const changes: Partial<Project> = {};
  for (const path of mask) {
    if (path === "displayName") changes.displayName = call.body.displayName;
    else if (path === "labels") changes.labels = checkLabels(call.body.labels) ?? {};
    else throw invalid();
  }
  const updated = changed(call, project, changes);
  return startOperation(call, "Update", "Project", {
    method: "projects.patch",
    response: asV3(updated),
    put: documents(updated),
  });
}

function moveV3(call: Call): object {
  const parent = requireParent(call.cloud, call.body.destinationParent);
  const updated = changed(call, activeProject(call), { parent });
  return startOperation(call, "Move", "Project", {
    method: "projects.move",
    response: asV3(updated),
    put: documents(updated),
  });
}

function deleteV3(call: Call): object {
  const project = deleted(call);
  return startOperation(call, "Delete", "Project", {
    method: "projects.delete",
    response: asV3(project),
    put: documents(project),
  });
}

function listV3(call: Call): object {
  const parent = requireParent(call.cloud, call.query.get("parent"));
  const shown = projects(call.cloud).filter(
    (each) => each.parent === parent && (each.state === "ACTIVE" || call.query.get("showDeleted") === "true"),
  );
  return paged(call, shown, asV3);
}

// The parameter is called {id} and not {project}: these methods answer for deleted projects too.
/** Projects, version 3. */
export const projectRoutesV3: Route[] = [
  { id: "projects.create", method: "POST", path: "/v3/projects", handle: createV3 },
  { id: "projects.list", method: "GET", path: "/v3/projects", handle: listV3 },
  {
    id: "projects.search",
    method: "GET",
    path: "/v3/projects:search",
    handle: (call) => paged(call, filterProjects(visibleProjects(call), call.query.get("query") ?? ""), asV3),
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
  ...policyRoutes({ id: "projects", path: "/v3/projects/{id}", get: "POST", resource: policyName }),
];
