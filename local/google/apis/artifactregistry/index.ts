import type { Api } from "../../core/api.ts";
import { param, projectOf } from "../../core/call.ts";
import { collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { locationRoutes } from "../../core/locations.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import { permissions } from "./permissions.ts";
import { host, repositories } from "./repositories.ts";
import { tags } from "./tags.ts";

const base = "/v1/projects/{project}/locations";

const operations: Route = {
  id: "projects.locations.operations.get",
  method: "GET",
  path: `${base}/{location}/operations/{operation}`,
  handle: (call) => {
    const location = `projects/${projectOf(call).projectId}/locations/${param(call, "location")}`;
    return call.cloud.operations.poll(host, `${location}/operations/${param(call, "operation")}`);
  },
};

/** Artifact Registry: repositories, and the tags of what is in them. Nothing is pushed to them or pulled. */
export const artifactregistry: Api = {
  host,
  title: "Artifact Registry API",
  errors: "status",
  permissions,
  routes: [
    ...collectionRoutes(repositories),
    ...collectionRoutes(tags),
    ...policyRoutes({
      id: "projects.locations.repositories",
      path: `${base}/{location}/repositories/{repository}`,
      resource: (call) => fullName(repositories, existing(repositories, call).name),
    }),
    ...locationRoutes(base),
    operations,
  ],
};
