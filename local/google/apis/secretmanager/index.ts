import type { Api } from "../../core/api.ts";
import { collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import { permissions } from "./permissions.ts";
import { host } from "./resources.ts";
import { secrets, sweepSecrets } from "./secrets.ts";
import { sweepVersions, versionRoutes } from "./versions.ts";

const routes: Route[] = [
  ...collectionRoutes(secrets),
  ...versionRoutes,
  ...policyRoutes({
    id: "projects.secrets",
    path: "/v1/projects/{project}/secrets/{secret}",
    resource: (call) => fullName(secrets, existing(secrets, call).name),
  }),
];

/** Secret Manager: secrets, their versions and payloads. */
export const secretmanager: Api = {
  host,
  title: "Secret Manager API",
  errors: "status",
  enums: { state: { ENABLED: 1, DISABLED: 2, DESTROYED: 3 } },
  // What the clock has overtaken is gone before anything is answered.
  permissions,
  routes: routes.map((route) => ({
    ...route,
    handle: (call) => {
      sweepSecrets(call);
      sweepVersions(call);
      return route.handle(call);
    },
  })),
};
