import type { Api } from "../../core/api.ts";
import { constraintRoutes, host } from "./constraints.ts";
import { actionTypes, customConstraintRoutes, methodTypes } from "./custom-constraints.ts";
import { permissions } from "./permissions.ts";
import { orgPolicyRoutes } from "./policies.ts";

/** Organization Policy: what may be done in the organisation, its folders and projects. */
export const orgpolicy: Api = {
  host,
  title: "Organization Policy API",
  errors: "status",
  enums: { constraintDefault: { ALLOW: 1, DENY: 2 }, actionType: actionTypes, methodTypes },
  permissions,
  routes: [...orgPolicyRoutes, ...constraintRoutes, ...customConstraintRoutes],
};
