import { type Call, param } from "../../core/call.ts";
import { digits } from "../../core/identifiers.ts";
import { policyRoutes } from "../../core/policies.ts";
import { type Project, projectName } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { ancestors, requireAnyProject, requireParent, visibleProjects } from "./containers.ts";
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

/** A project as v1 shows it. */
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

function createV1(call: Call): object {
  const { type, id } = call.body.parent ?? {};
  const parent = requireParent(call.cloud, `${type}s/${id}`);
  const { projectId, name, labels } = call.body;
  const project = newProject(call, { projectId, name, labels, parent });
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

/** v1 replaces the whole project, at once: name, labels and parent. */
function updateV1(call: Call): object {
  const project = activeProject(call);
  const { type, id } = call.body.parent ?? {};
  const parent = type ? requireParent(call.cloud, `${type}s/${id}`) : project.parent;
  const labels = checkLabels(call.body.labels);
  const updated = changed(call, project, { displayName: call.body.name, labels: labels!, parent });
  call.cloud.store.put(projectName(project.projectId), updated);
  return asV1(updated);
}

function deleteV1(call: Call): object {
  const project = deleted(call);
  call.cloud.store.put(projectName(project.projectId), project);
  return {};
}

/** Projects, version 1, which gcloud and older clients use. */
export const projectRoutesV1: Route[] = [
  { id: "projects.create", method: "POST", path: "/v1/projects", handle: createV1 },
  {
    id: "projects.list",
    method: "GET",
    path: "/v1/projects",
    handle: (call) => paged(call, filterProjects(visibleProjects(call), call.query.get("filter") ?? ""), asV1),
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
      call.cloud.store.put(policyName(call), restored(call));
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
  ...policyRoutes({ id: "projects", path: "/v1/projects/{id}", get: "POST", resource: policyName }),
];
