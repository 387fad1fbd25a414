import { needs, type Permissions } from "../../access/needs.ts";

const verbs = "create list get patch=update delete";

/** https://cloud.google.com/monitoring/access-control#mon_roles_desc */
export const permissions: Permissions = {
  ...needs("projects.notificationChannels", "monitoring.notificationChannels", verbs),
  ...needs("projects.alertPolicies", "monitoring.alertPolicies", verbs),
};
