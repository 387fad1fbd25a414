import { needs, type Permissions } from "../../access/needs.ts";

/** https://cloud.google.com/run/docs/reference/iam/permissions */
export const permissions: Permissions = {
  ...needs("projects.locations.services", "run.services", "create list get getIamPolicy setIamPolicy"),
  ...needs("projects.locations", "run.locations", "get=list list"),
};
