import type { Api } from "../../core/api.ts";
import { param } from "../../core/call.ts";
import type { Seed } from "../../core/cloud.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import { organizationName, requireOrganization, sees } from "./containers.ts";
import { folderRoutes } from "./folders.ts";
import { lienRoutes } from "./liens.ts";
import { permissions } from "./permissions.ts";
import { projectRoutesV1 } from "./projects-v1.ts";
import { projectRoutesV3 } from "./projects-v3.ts";
import { tagBindingRoutes } from "./tag-bindings.ts";
import { tagRoutes } from "./tags.ts";

const asV3 = ({ organization }: Seed) => ({
  name: `organizations/${organization.id}`,
  displayName: organization.domain,
  directoryCustomerId: organization.customerId,
  state: "ACTIVE",
  createTime: "2020-01-01T00:00:00Z",
  updateTime: "2020-01-01T00:00:00Z",
});

const asV1 = ({ organization }: Seed) => ({
  organizationId: organization.id,
  name: `organizations/${organization.id}`,
  displayName: organization.domain,
  owner: { directoryCustomerId: organization.customerId },
  creationTime: "2020-01-01T00:00:00Z",
  lifecycleState: "ACTIVE",
});

const organizationRoutes: Route[] = (
  [
    ["/v3", asV3],
    ["/v1", asV1],
  ] as const
).flatMap(([version, view]): Route[] => [
  {
    id: "organizations.get",
    method: "GET",
    path: `${version}/organizations/{organization}`,
    handle: (call) => {
      requireOrganization(call.cloud, param(call, "organization"));
      return view(call.cloud.seed);
    },
  },
  {
    id: "organizations.search",
    method: version === "/v3" ? "GET" : "POST",
    path: `${version}/organizations:search`,
    handle: (call) => {
      const seen = sees(call, "resourcemanager.organizations.get", `organizations/${call.cloud.seed.organization.id}`);
      return seen ? { organizations: [view(call.cloud.seed)] } : {};
    },
  },
  ...policyRoutes({
    id: "organizations",
    path: `${version}/organizations/{organization}`,
    get: "POST",
    resource: (call) => {
      requireOrganization(call.cloud, param(call, "organization"));
      return organizationName(param(call, "organization"));
    },
  }),
]);

const states = { ACTIVE: 1, DELETE_REQUESTED: 2 };

/** Resource Manager: organisations, folders, projects, liens and tags. */
export const cloudresourcemanager: Api = {
  host: "cloudresourcemanager.googleapis.com",
  title: "Cloud Resource Manager API",
  errors: "both",
  needsEnabling: false,
  enums: { state: states, lifecycleState: states },
  permissions,
  routes: [
    ...organizationRoutes,
    ...folderRoutes,
    ...projectRoutesV3,
    ...projectRoutesV1,
    ...lienRoutes,
    ...tagRoutes,
    ...tagBindingRoutes,
    ...["/v1", "/v2", "/v3"].map(
      (version): Route => ({
        id: "operations.get",
        method: "GET",
        path: `${version}/operations/{operation}`,
        handle: (call) => call.cloud.operations.poll(call.api.host, `operations/${param(call, "operation")}`),
      }),
    ),
  ],
};
