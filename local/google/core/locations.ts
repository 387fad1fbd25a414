import { param, projectOf } from "./call.ts";
import { notFound } from "./errors.ts";
import { page } from "./paging.ts";
import type { Route } from "./router.ts";

/** Where things can be that are not in a zone: regions and multi-regions. */
export const locations: string[] = [
  ...["africa-south1", "asia", "asia-east1", "asia-east2", "asia-northeast1", "asia-northeast2", "asia-northeast3"],
  ...["asia-south1", "asia-south2", "asia-southeast1", "asia-southeast2", "asia-southeast3"],
  ...["australia-southeast1", "australia-southeast2", "europe", "europe-central2", "europe-north1", "europe-north2"],
  ...["europe-southwest1", "europe-west1", "europe-west10", "europe-west12", "europe-west2", "europe-west3"],
  ...["europe-west4", "europe-west6", "europe-west8", "europe-west9", "me-central1", "me-central2", "me-west1"],
  ...["northamerica-northeast1", "northamerica-northeast2", "northamerica-south1", "southamerica-east1"],
  ...["southamerica-west1", "us", "us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1"],
  ...["us-west2", "us-west3", "us-west4"],
];

/** The methods of an API that tell where it is. `base`: such as "/v1/projects/{project}/locations". */
export const locationRoutes = (base: string, places: readonly string[] = locations): Route[] => [
  {
    id: "projects.locations.list",
    method: "GET",
    path: base,
    handle: (call) => {
      const { items, ...token } = page([...places], call.query);
      const { projectId } = projectOf(call);
      return {
        locations: items.map((id) => ({ name: `projects/${projectId}/locations/${id}`, locationId: id })),
        ...token,
      };
    },
  },
  {
    id: "projects.locations.get",
    method: "GET",
    path: `${base}/{location}`,
    handle: (call) => {
      const id = param(call, "location");
      if (!places.includes(id)) throw notFound("Requested entity was not found.");
      return { name: `projects/${projectOf(call).projectId}/locations/${id}`, locationId: id };
    },
  },
];

/** The locations that are one region: functions and schedules are nowhere else. */
export const regions: readonly string[] = locations.filter((id) => id.includes("-"));
