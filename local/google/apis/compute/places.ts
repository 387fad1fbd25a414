import { type Call, projectOf } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { regions, zones } from "./catalogue.ts";
import { invalidValue } from "./errors.ts";
import { link } from "./links.ts";

/** Where a resource can live. */
export type Scope = "global" | "regions" | "zones";

/** The path of each scope, without the API's version. */
export const scopePaths: Record<Scope, string> = {
  global: "/projects/{project}/global",
  regions: "/projects/{project}/regions/{region}",
  zones: "/projects/{project}/zones/{zone}",
};

/** Where a request is aimed at. */
export interface Place {
  /** The project's ID. */
  project: string;
  /** "projects/p/zones/europe-west1-b" */
  path: string;
  /** The name of the region or zone; none for global. */
  location?: string;
  /** The region: that of a zone too. */
  region?: string;
  /** What resources there say of it: `zone` or `region` with its link. */
  members: Document;
}

/** The region of a zone. */
export const regionOf = (zone: string) => zone.replace(/-[a-z]$/, "");

/** The place of a project's global resources. */
export function globalPlace(project: string): Place {
  return { project, path: `projects/${project}/global`, members: {} };
}

/** The place of a project's resources in a region. */
export function regionalPlace(project: string, region: string): Place {
  const path = `projects/${project}/regions/${region}`;
  return { project, path, location: region, region, members: { region: link(path) } };
}

/** The place of a project's resources in a zone. */
export function zonalPlace(project: string, zone: string): Place {
  const path = `projects/${project}/zones/${zone}`;
  return { project, path, location: zone, region: regionOf(zone), members: { zone: link(path) } };
}

/** The place that a request's path names; refuses regions and zones that there are not. */
export function placeOf(call: Call): Place {
  const { projectId } = projectOf(call);
  const { region, zone } = call.params;
  if (zone !== undefined) {
    if (!zones.includes(zone)) throw invalidValue("zone", zone, "Unknown zone.");
    return zonalPlace(projectId, zone);
  }
  if (region === undefined) return globalPlace(projectId);
  if (!regions.some(({ name }) => name === region)) throw invalidValue("region", region, "Unknown region.");
  return regionalPlace(projectId, region);
}
