import type { Api } from "../../core/api.ts";
import { roleRoutes } from "./roles.ts";
import { serviceAccountRoutes } from "./service-accounts.ts";
import { workloadIdentityRoutes } from "./workload-identity.ts";

/** IAM: service accounts, roles and workload identity pools. */
export const iam: Api = {
  host: "iam.googleapis.com",
  title: "Identity and Access Management (IAM) API",
  errors: "both",
  routes: [...serviceAccountRoutes, ...roleRoutes, ...workloadIdentityRoutes],
};
