import type { Api } from "../../core/api.ts";
import { projectOf } from "../../core/call.ts";
import { type Collection, collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { ApiError, notFound } from "../../core/errors.ts";
import { locationRoutes, regions } from "../../core/locations.ts";
import { policyRoutes } from "../../core/policies.ts";
import { permissions } from "./permissions.ts";

export const host = "run.googleapis.com";

/** Services, which are what functions run as: they are made, changed and deleted by Cloud Functions. */
const services: Collection = {
  host,
  id: "projects.locations.services",
  path: "/v2/projects/{project}/locations/{location}/services",
  item: "service",
  name: (call, id) => `projects/${projectOf(call).projectId}/locations/${call.params.location}/services/${id}`,
  newId: () => {
    throw new ApiError("UNIMPLEMENTED", "The local cloud has no services of Cloud Run but those of functions.");
  },
  create: () => ({}),
  remove: null,
  missing: (name) => notFound(`Resource '${name.split("/").at(-1)}' of kind 'SERVICE' was not found.`),
};

/** Cloud Run, as far as functions use it: their services, and who may call them. */
export const run: Api = {
  host,
  title: "Cloud Run Admin API",
  errors: "status",
  permissions,
  routes: [
    ...collectionRoutes(services),
    ...locationRoutes("/v1/projects/{project}/locations", regions),
    ...policyRoutes({
      id: services.id,
      path: `${services.path}/{service}`,
      resource: (call) => fullName(services, existing(services, call).name),
    }),
  ],
};
