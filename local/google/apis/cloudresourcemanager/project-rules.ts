import { type Call, param } from "../../core/call.ts";
import { ApiError, conflict, invalid, precondition } from "../../core/errors.ts";
import { digits, etag } from "../../core/identifiers.ts";
import { page } from "../../core/paging.ts";
import { writePolicy } from "../../core/policies.ts";
import { findProject, type Project, projectName, projectNumberName } from "../../core/projects.ts";
import { projects, requireAnyProject } from "./containers.ts";
import { liensOf } from "./liens.ts";

/** What takes a project ID, whether it is used or not. */
export const reservation = (projectId: string) => `project-ids/${projectId}`;

/** Checks labels as they are sent. */
export function checkLabels(labels: unknown): Record<string, string> | undefined {
  if (labels === undefined) return undefined;
  for (const [key, value] of Object.entries(labels as object)) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(key) || !/^[a-z0-9_-]{0,63}$/.test(String(value))) {
      throw invalid(`field [labels] has issue [label ${key}=${value} must be lower-case letters, digits, _ and -]`);
    }
  }
  return labels as Record<string, string>;
}

/** What both versions ask of a new project; the ID is taken for good from here on. */
export function newProject(
  call: Call,
  asked: { projectId: unknown; name: unknown; labels: unknown; parent: string },
): Project {
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
export function quota(call: Call): ApiError | undefined {
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

/** What the store keeps of a project, by name. */
export const documents = (project: Project): [string, object][] => [
  [projectName(project.projectId), project],
  [projectNumberName(project.number), { projectId: project.projectId }],
];

/** The maker of a project becomes its owner. */
export function own(call: Call, project: Project): void {
  writePolicy(call.cloud.store, projectName(project.projectId), {
    bindings: [{ role: "roles/owner", members: [call.caller] }],
  });
}

/** The project that a path names; it must not be deleted. */
export function activeProject(call: Call): Project {
  const project = requireAnyProject(call.cloud, param(call, "id"));
  if (project.state !== "ACTIVE") throw precondition();
  return project;
}

/** A project with some changes, at a new moment. */
export function changed(call: Call, project: Project, changes: Partial<Project>): Project {
  const updated = { ...project, ...changes, updateTime: call.cloud.clock.timestamp(6), etag: etag() };
  for (const key of ["labels", "displayName"] as const) if (updated[key] === undefined) delete updated[key];
  return updated;
}

/** A deleted project loses its billing account at once, and keeps its ID for ever. */
export function deleted(call: Call): Project {
  const project = activeProject(call);
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
  return changed(call, rest, { state: "DELETE_REQUESTED", deleteTime: call.cloud.clock.timestamp(6) });
}

/** A project that is taken back from deletion. */
export function restored(call: Call): Project {
  const project = requireAnyProject(call.cloud, param(call, "id"));
  if (project.state === "ACTIVE") throw precondition();
  const { deleteTime: _, ...rest } = project;
  return changed(call, rest, { state: "ACTIVE" });
}

/** The answer of a list. */
export function paged(call: Call, items: Project[], view: (project: Project) => object): object {
  const { items: found, ...token } = page(items, call.query);
  return { ...(found.length > 0 && { projects: found.map(view) }), ...token };
}

/** What policies are kept under. */
export const policyName = (call: Call) => projectName(requireAnyProject(call.cloud, param(call, "id")).projectId);
