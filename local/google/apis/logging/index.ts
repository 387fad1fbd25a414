import type { Api } from "../../core/api.ts";
import { bucketRoutes } from "./buckets.ts";
import { permissions } from "./permissions.ts";
import { sinkRoutes } from "./sinks.ts";

/** Cloud Logging: where logs are sent and kept. Log entries themselves are not served. */
export const logging: Api = {
  host: "logging.googleapis.com",
  title: "Cloud Logging API",
  errors: "both",
  enums: { lifecycleState: { ACTIVE: 1, DELETE_REQUESTED: 2 } },
  permissions,
  routes: [...sinkRoutes, ...bucketRoutes],
};
