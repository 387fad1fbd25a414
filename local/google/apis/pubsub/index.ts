import type { Api } from "../../core/api.ts";
import { notFound } from "../../core/errors.ts";
import { host } from "./names.ts";
import { permissions } from "./permissions.ts";
import { subscriptionRoutes } from "./subscriptions.ts";
import { topicRoutes } from "./topics.ts";

export const pubsub: Api = {
  host,
  title: "Cloud Pub/Sub API",
  errors: "status",
  missingProject: (project) =>
    notFound(
      `Requested project not found or user does not have access to it (project=${project}). Make sure to specify the ` +
        "unique project identifier and not the Google Cloud Console display name.",
    ),
  enums: { state: { ACTIVE: 1, RESOURCE_ERROR: 2 }, encoding: { JSON: 1, BINARY: 2 } },
  permissions,
  routes: [...topicRoutes, ...subscriptionRoutes],
};
