import type { Api } from "../../core/api.ts";
import { param } from "../../core/call.ts";
import { collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { locationRoutes, regions } from "../../core/locations.ts";
import { policyRoutes } from "../../core/policies.ts";
import { permissions } from "./permissions.ts";
import { host, services } from "./services.ts";

/** Cloud Run: services, and who may call them. */
export const run: Api = {
  host,
  title: "Cloud Run Admin API",
  errors: "status",
  permissions,
  routes: [
    ...collectionRoutes(services),
    {
      id: "projects.locations.operations.get",
      method: "GET",
      path: "/v2/projects/{project}/locations/{location}/operations/{operation}",
      handle: (call) => {
        const name = `projects/${param(call, "project")}/locations/${param(call, "location")}`;
        return call.cloud.operations.poll(host, `${name}/operations/${param(call, "operation")}`);
      },
    },
    ...locationRoutes("/v1/projects/{project}/locations", regions),
    ...policyRoutes({
      id: services.id,
      path: `${services.path}/{service}`,
      resource: (call) => fullName(services, existing(services, call).name),
    }),
  ],
};
