import type { Api } from "../../core/api.ts";
import { host } from "./names.ts";
import { permissions } from "./permissions.ts";
import { recordRoutes } from "./record-methods.ts";
import { zoneRoutes } from "./zones.ts";

/** Cloud DNS: zones and their records, which no server answers for here. */
export const dns: Api = {
  host,
  title: "Cloud DNS API",
  errors: "errors",
  permissions,
  routes: [...zoneRoutes, ...recordRoutes],
};
