import { type Call, param, projectOf } from "../../core/call.ts";
import { denied } from "../../core/errors.ts";
import type { Reply } from "../../core/reply.ts";
import type { HttpMethod, Route } from "../../core/router.ts";
import { regions, zones, zonesOf } from "../compute/catalogue.ts";
import { regionOf } from "../compute/places.ts";

/** The API. */
export const host = "container.googleapis.com";

/** The name under which a resource is kept. */
export const stored = (name: string) => `//${host}/${name}`;

/** The key of the document that says which operation a cluster is busy with. */
export const busy = (cluster: string) => `busy${stored(cluster)}`;

/** The key of what is known of a cluster's control plane. */
export const controlPlane = (cluster: string) => `control-planes${stored(cluster)}`;

/** Where clusters are: a zone, or a region with all of its zones. */
export interface Place {
  projectId: string;
  /** "europe-west1" or "europe-west1-b" */
  location: string;
  region: string;
  /** The zones that nodes can be in. */
  zones: string[];
  /** "projects/p/locations/europe-west1" */
  path: string;
}

const isZone = (location: string) => zones.includes(location);

/** A place by its name; undefined when there is none. */
function placeNamed(projectId: string, location: string): Place | undefined {
  const region = regions.find(({ name }) => name === (isZone(location) ? regionOf(location) : location));
  if (!region) return undefined;
  return {
    projectId,
    location,
    region: region.name,
    zones: zonesOf(region),
    path: `projects/${projectId}/locations/${location}`,
  };
}

/** The place that a request's path names. */
export function placeOf(call: Call): Place {
  const location = param(call, "location");
  const place = placeNamed(projectOf(call).projectId, location);
  if (!place) throw denied(`Permission denied on 'locations/${location}' (or it may not exist).`);
  return place;
}

/** The zones that nodes of a new cluster are in: its own, or three of its region. */
export const usualZones = ({ location, zones: all }: Place): string[] =>
  isZone(location) ? [location] : all.slice(0, 3);

/** A name as it is shown: what is in a zone has the zone's path. */
export const shown = (name: string): string =>
  name.replace(/\/locations\/([^/]+)/, (all, location: string) => (isZone(location) ? `/zones/${location}` : all));

/** Whether a call is to the beta. */
export const isBeta = (call: Call) => call.path.startsWith("/v1beta1/");

/** The link of a resource in the version of the call. */
export const link = (call: Call, name: string): string =>
  `https://${host}/${isBeta(call) ? "v1beta1" : "v1"}/${shown(name)}`;

/** A link that has the project's number, as those of operations do. */
export const numberedLink = (call: Call, name: string): string =>
  link(call, name.replace(/^projects\/[^/]+/, `projects/${projectOf(call).number}`));

/** A method in both versions. `path`: from below the version. */
export function versions(id: string, method: HttpMethod, path: string, handle: (call: Call) => Reply): Route[] {
  return ["v1", "v1beta1"].map((version) => ({ id, method, path: `/${version}${path}`, handle }));
}
