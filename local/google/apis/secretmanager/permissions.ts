import { needs, type Permissions } from "../../access/needs.ts";

const secrets = "projects.secrets";

/** https://cloud.google.com/secret-manager/docs/access-control#permissions_and_roles */
export const permissions: Permissions = {
  ...needs(secrets, "secretmanager.secrets", "create list get patch=update delete getIamPolicy setIamPolicy"),
  [`${secrets}.addVersion`]: "secretmanager.versions.add",
  ...needs(`${secrets}.versions`, "secretmanager.versions", "list get access enable disable destroy"),
};
