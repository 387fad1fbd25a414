import { type Call, projectOf } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Project } from "../../core/projects.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { stale } from "./errors.ts";
import { fingerprint, link, pacific, stableId, stored, versions } from "./links.ts";
import { operate } from "./operations.ts";
import { globalPlace } from "./places.ts";

/** Metadata as instances and projects have it. */
export interface Metadata {
  fingerprint?: string;
  items?: { key: string; value: string }[];
}

/** Metadata with its fingerprint. */
export function metadata(items: Metadata["items"] = []): Document {
  return {
    kind: "compute#metadata",
    fingerprint: fingerprint(["metadata", items]),
    ...(items.length > 0 && { items }),
  };
}

/** The e-mail address of the account that virtual machines run as by default. */
export const defaultServiceAccount = ({ number }: Project) => `${number}-compute@developer.gserviceaccount.com`;

const settings = (project: Project) => stored(`projects/${project.projectId}`);

/** The metadata that all machines of a project have. */
export const commonMetadata = (cloud: Cloud, project: Project) =>
  cloud.store.get<{ items: Metadata["items"] }>(settings(project))?.items ?? [];

const limits: Record<string, number> = {
  NETWORKS: 15,
  FIREWALLS: 200,
  ROUTES: 250,
  SUBNETWORKS: 275,
  ROUTERS: 20,
  STATIC_ADDRESSES: 21,
  IN_USE_ADDRESSES: 69,
  CPUS_ALL_REGIONS: 2000,
};

function get(call: Call): Document {
  const project = projectOf(call);
  const name = `projects/${project.projectId}`;
  return {
    kind: "compute#project",
    id: stableId(name),
    creationTimestamp: pacific(Date.parse(project.createTime)),
    name: project.projectId,
    commonInstanceMetadata: metadata(commonMetadata(call.cloud, project)),
    quotas: Object.entries(limits).map(([metric, limit]) => ({ metric, limit, usage: 0 })),
    selfLink: link(name),
    defaultServiceAccount: defaultServiceAccount(project),
    xpnProjectStatus: "UNSPECIFIED_XPN_PROJECT_STATUS",
    defaultNetworkTier: "PREMIUM",
    vmDnsSetting: "ZONAL_ONLY",
    cloudArmorTier: "CA_STANDARD",
  };
}

function setCommonMetadata(call: Call): Document {
  const project = projectOf(call);
  const current = metadata(commonMetadata(call.cloud, project));
  if (call.body.fingerprint !== current.fingerprint) {
    throw stale("Supplied fingerprint does not match current metadata fingerprint.");
  }
  call.cloud.store.put(settings(project), { items: call.body.items ?? [] });
  const target = `projects/${project.projectId}`;
  return operate(call, globalPlace(project.projectId), {
    type: "compute.projects.setCommonInstanceMetadata",
    target,
    targetId: stableId(target),
  });
}

/** The methods of projects. */
export const projectRoutes: Route[] = [
  ...versions("projects.get", "GET", "/projects/{project}", get),
  ...versions(
    "projects.setCommonInstanceMetadata",
    "POST",
    "/projects/{project}/setCommonInstanceMetadata",
    setCommonMetadata,
  ),
];
