import type { Api } from "./api.ts";
import type { Cloud } from "./cloud.ts";
import { type ApiError, denied } from "./errors.ts";

/** A project as the local cloud keeps it; each API version shows it in its own way. */
export interface Project {
  projectId: string;
  /** The project number, as a decimal string. */
  number: string;
  /** "folders/123" or "organizations/123". */
  parent: string;
  displayName?: string;
  state: "ACTIVE" | "DELETE_REQUESTED";
  labels?: Record<string, string>;
  createTime: string;
  updateTime: string;
  deleteTime?: string;
  etag: string;
  /** "billingAccounts/..." when linked. */
  billingAccount?: string;
}

export const projectName = (projectId: string) => `//cloudresourcemanager.googleapis.com/projects/${projectId}`;
export const projectNumberName = (number: string) => `project-numbers/${number}`;
export const serviceName = (projectId: string, host: string) =>
  `//serviceusage.googleapis.com/projects/${projectId}/services/${host}`;

/** An API's state in a project. */
export interface Service {
  state: "ENABLED" | "DISABLED";
  /** Milliseconds since the epoch, by the machine's clock: before this the API still answers 403. */
  readyAt: number;
}

/** A project by ID or number, in any state. */
export function findProject(cloud: Cloud, idOrNumber: string): Project | undefined {
  const id = /^\d+$/.test(idOrNumber)
    ? cloud.store.get<{ projectId: string }>(projectNumberName(idOrNumber))?.projectId
    : idOrNumber;
  return id === undefined ? undefined : cloud.store.get<Project>(projectName(id));
}

/** The answer of most APIs for a project that isn't there, or isn't the caller's. */
function missing(project: string, host: string): ApiError {
  return denied(`Permission denied on resource project ${project}.`, {
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.Help",
        links: [{ description: "Google developers console", url: "https://console.developers.google.com" }],
      },
      errorInfo("CONSUMER_INVALID", { service: host, consumer: `projects/${project}` }),
    ],
  });
}

export const errorInfo = (reason: string, metadata: object, domain = "googleapis.com") => ({
  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
  reason,
  domain,
  metadata,
});

/** The project that a request is about: it must be there, not deleted, and have the API enabled and ready. */
export function requireProject(cloud: Cloud, api: Api, idOrNumber: string): Project {
  const project = findProject(cloud, idOrNumber);
  if (project?.state !== "ACTIVE") throw api.missingProject?.(idOrNumber) ?? missing(idOrNumber, api.host);
  if (api.needsEnabling ?? true) requireService(cloud, api, project);
  return project;
}

/** Refuses with SERVICE_DISABLED unless the API was enabled in the project and is ready. */
export function requireService(cloud: Cloud, api: Api, project: Project): void {
  const service = cloud.store.get<Service>(serviceName(project.projectId, api.host));
  if (service?.state === "ENABLED" && Date.now() >= service.readyAt) return;
  const url = `https://console.developers.google.com/apis/api/${api.host}/overview?project=${project.number}`;
  const message =
    `${api.title} has not been used in project ${project.number} before or it is disabled. Enable it by visiting ` +
    `${url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our ` +
    "systems and retry.";
  throw denied(message, {
    domain: "usageLimits",
    reason: "accessNotConfigured",
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.Help",
        links: [{ description: "Google developers console API activation", url }],
      },
      errorInfo("SERVICE_DISABLED", { service: api.host, consumer: `projects/${project.number}` }),
    ],
  });
}
