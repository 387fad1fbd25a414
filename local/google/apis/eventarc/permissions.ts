import { needs, type Permissions } from "../../access/needs.ts";

/** https://cloud.google.com/iam/docs/roles-permissions/eventarc */
export const permissions: Permissions = {
  ...needs("projects.locations.triggers", "eventarc.triggers", "create list get"),
};
