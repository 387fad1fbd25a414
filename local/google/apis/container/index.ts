import type { Api } from "../../core/api.ts";
import { updateRoutes } from "./cluster-updates.ts";
import { clusterRoutes } from "./clusters.ts";
import { host } from "./names.ts";
import { nodePoolRoutes } from "./node-pool-methods.ts";
import { operationRoutes } from "./operations.ts";
import { permissions } from "./permissions.ts";
import { releaseRoutes } from "./releases.ts";

/** Kubernetes Engine: clusters, whose control planes are real ones, and their node pools. */
export const container: Api = {
  host,
  title: "Kubernetes Engine API",
  errors: "both",
  permissions,
  routes: [...clusterRoutes, ...updateRoutes, ...nodePoolRoutes, ...operationRoutes, ...releaseRoutes],
};
