import type { Api } from "../../core/api.ts";
import { addressRoutes } from "./addresses.ts";
import { diskRoutes } from "./disks.ts";
import { missing } from "./errors.ts";
import { firewallRoutes } from "./firewalls.ts";
import { imageRoutes } from "./images.ts";
import { instanceRoutes } from "./instances.ts";
import { host } from "./links.ts";
import { locationRoutes } from "./locations.ts";
import { networkRoutes } from "./networks.ts";
import { operationRoutes } from "./operations.ts";
import { projectRoutes } from "./projects.ts";
import { routerRoutes } from "./routers.ts";
import { subnetworkRoutes } from "./subnetworks.ts";

/** Compute Engine: networks and what is in them, disks and virtual machines. */
export const compute: Api = {
  host,
  title: "Compute Engine API",
  errors: "errors",
  missingProject: (project) => missing(`projects/${project}`),
  routes: [
    ...projectRoutes,
    ...locationRoutes,
    ...imageRoutes,
    ...networkRoutes,
    ...subnetworkRoutes,
    ...firewallRoutes,
    ...routerRoutes,
    ...addressRoutes,
    ...diskRoutes,
    ...instanceRoutes,
    ...operationRoutes,
  ],
};
