import type { Api } from "../../core/api.ts";
import { permissions } from "./permissions.ts";
import { roleRoutes } from "./roles.ts";
import { serviceAccountRoutes } from "./service-accounts.ts";
import { workloadIdentityRoutes } from "./workload-identity.ts";

/** IAM: service accounts, roles and workload identity pools. */
export const iam: Api = {
  host: "iam.googleapis.com",
  title: "Identity and Access Management (IAM) API",
  errors: "both",
  permissions,
  routes: [...serviceAccountRoutes, ...roleRoutes, ...workloadIdentityRoutes],
};
