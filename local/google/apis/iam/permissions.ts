import { anybody, needs, type Permissions } from "../../access/needs.ts";

const pools = "projects.locations.workloadIdentityPools";
const custom = "create list get patch=update delete undelete";

/** https://cloud.google.com/iam/docs/roles-permissions/iam */
export const permissions: Permissions = {
  ...needs(
    "projects.serviceAccounts",
    "iam.serviceAccounts",
    "create list get patch=update update enable disable delete undelete getIamPolicy setIamPolicy",
  ),
  ...needs("projects.roles", "iam.roles", custom),
  ...needs("organizations.roles", "iam.roles", custom),
  // Those that Google made are known to all.
  "roles.get": anybody,
  "roles.list": anybody,
  ...needs(
    pools,
    "iam.workloadIdentityPools",
    "create list get patch=update delete undelete listAttestationRules=get setAttestationRules=update getIamPolicy setIamPolicy",
  ),
  ...needs(`${pools}.operations`, "iam.workloadIdentityPools", "get"),
  ...needs(`${pools}.providers`, "iam.workloadIdentityPoolProviders", custom),
  ...needs(`${pools}.providers.operations`, "iam.workloadIdentityPoolProviders", "get"),
};
