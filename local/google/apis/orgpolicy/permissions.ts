import { needs, type Permissions } from "../../access/needs.ts";

/** https://cloud.google.com/resource-manager/docs/organization-policy/using-constraints, version 2 of the API */
export const permissions: Permissions = Object.assign(
  {},
  ...["projects", "folders", "organizations"].flatMap((parent) => [
    needs(`${parent}.policies`, "orgpolicy.policies", "create list patch=update delete"),
    needs(`${parent}.policies`, "orgpolicy.policy", "get getEffectivePolicy=get"),
    needs(`${parent}.constraints`, "orgpolicy.constraints", "list"),
  ]),
  needs("organizations.customConstraints", "orgpolicy.customConstraints", "create list get patch=update delete"),
);
