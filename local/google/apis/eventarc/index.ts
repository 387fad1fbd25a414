import type { Api } from "../../core/api.ts";
import { projectOf } from "../../core/call.ts";
import { type Collection, collectionRoutes } from "../../core/collection.ts";
import { ApiError, notFound } from "../../core/errors.ts";
import { permissions } from "./permissions.ts";

export const host = "eventarc.googleapis.com";

const triggers: Collection = {
  host,
  id: "projects.locations.triggers",
  path: "/v1/projects/{project}/locations/{location}/triggers",
  item: "trigger",
  name: (call, id) => `projects/${projectOf(call).projectId}/locations/${call.params.location}/triggers/${id}`,
  newId: () => {
    throw new ApiError("UNIMPLEMENTED", "The local cloud has no triggers but those of functions.");
  },
  create: () => ({}),
  remove: null,
  missing: (name) => notFound(`Resource '${name}' was not found`),
};

/** Eventarc, as far as functions use it: the triggers that they have can be read. */
export const eventarc: Api = {
  host,
  title: "Eventarc API",
  errors: "status",
  permissions,
  routes: collectionRoutes(triggers),
};
