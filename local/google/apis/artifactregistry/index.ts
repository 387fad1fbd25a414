import type { Api } from "../../core/api.ts";
import { param, projectOf } from "../../core/call.ts";
import { collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { notFound } from "../../core/errors.ts";
import { page } from "../../core/paging.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import { locations } from "./locations.ts";
import { host, repositories } from "./repositories.ts";

const base = "/v1/projects/{project}/locations";

const locationRoutes: Route[] = [
  {
    id: "projects.locations.list",
    method: "GET",
    path: base,
    handle: (call) => {
      const { items, ...token } = page(locations, call.query);
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
      if (!locations.includes(id)) throw notFound("Requested entity was not found.");
      return { name: `projects/${projectOf(call).projectId}/locations/${id}`, locationId: id };
    },
  },
  {
    id: "projects.locations.operations.get",
    method: "GET",
    path: `${base}/{location}/operations/{operation}`,
    handle: (call) => {
      const location = `projects/${projectOf(call).projectId}/locations/${param(call, "location")}`;
      return call.cloud.operations.poll(host, `${location}/operations/${param(call, "operation")}`);
    },
  },
];

/** Artifact Registry: repositories. What is in them is not served. */
export const artifactregistry: Api = {
  host,
  title: "Artifact Registry API",
  errors: "status",
  routes: [
    ...collectionRoutes(repositories),
    ...policyRoutes({
      id: "projects.locations.repositories",
      path: `${base}/{location}/repositories/{repository}`,
      resource: (call) => fullName(repositories, existing(repositories, call).name),
    }),
    ...locationRoutes,
  ],
};
