import type { Api } from "../../core/api.ts";
import { addressRoutes } from "./addresses.ts";
import { autoscalerRoutes } from "./autoscalers.ts";
import { diskRoutes } from "./disks.ts";
import { missing } from "./errors.ts";
import { firewallRoutes } from "./firewalls.ts";
import { forwardingRuleRoutes } from "./forwarding-rules.ts";
import { guestAttributeRoutes } from "./guest-attributes.ts";
import { imageRoutes } from "./images.ts";
import { instanceGroupManagerRoutes } from "./instance-group-managers.ts";
import { instanceTemplateRoutes } from "./instance-templates.ts";
import { instanceRoutes } from "./instances.ts";
import { host } from "./links.ts";
import { locationRoutes } from "./locations.ts";
import { networkRoutes } from "./networks.ts";
import { operationRoutes } from "./operations.ts";
import { permissions } from "./permissions.ts";
import { projectRoutes } from "./projects.ts";
import { resourcePolicyRoutes } from "./resource-policies.ts";
import { routerRoutes } from "./routers.ts";
import { sslCertificateRoutes } from "./ssl-certificates.ts";
import { subnetworkRoutes } from "./subnetworks.ts";

/** Compute Engine: networks and what is in them, disks and virtual machines. */
export const compute: Api = {
  host,
  title: "Compute Engine API",
  errors: "errors",
  missingProject: (project) => missing(`projects/${project}`),
  permissions,
  routes: [
    ...projectRoutes,
    ...locationRoutes,
    ...imageRoutes,
    ...networkRoutes,
    ...subnetworkRoutes,
    ...firewallRoutes,
    ...routerRoutes,
    ...addressRoutes,
    ...forwardingRuleRoutes,
    ...diskRoutes,
    ...resourcePolicyRoutes,
    ...sslCertificateRoutes,
    ...instanceRoutes,
    ...guestAttributeRoutes,
    ...instanceTemplateRoutes,
    ...instanceGroupManagerRoutes,
    ...autoscalerRoutes,
    ...operationRoutes,
  ],
};
