import type { Api } from "../../core/api.ts";
import { collectionRoutes } from "../../core/collection.ts";
import { alertPolicies } from "./alert-policies.ts";
import { notificationChannels } from "./notification-channels.ts";
import { permissions } from "./permissions.ts";
import { host } from "./records.ts";

/** Cloud Monitoring: alerting policies and the channels that they tell. */
export const monitoring: Api = {
  host,
  title: "Cloud Monitoring API",
  errors: "status",
  permissions,
  routes: [...collectionRoutes(notificationChannels), ...collectionRoutes(alertPolicies)],
};
