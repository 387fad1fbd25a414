import type { Api } from "../../core/api.ts";
import { bucketRoutes } from "./buckets.ts";
import { copyRoutes } from "./copies.ts";
import { downloadRoutes } from "./downloads.ts";
import { objectRoutes } from "./objects.ts";
import { permissions, resource } from "./permissions.ts";
import { policyRoutes } from "./policies.ts";
import { uploadRoutes } from "./uploads.ts";

/** Cloud Storage: the JSON API, and of the XML API what reads objects. */
export const storage: Api = {
  host: "storage.googleapis.com",
  title: "Cloud Storage JSON API",
  errors: "errors",
  permissions,
  resource,
  routes: [...bucketRoutes, ...policyRoutes, ...objectRoutes, ...copyRoutes, ...uploadRoutes, ...downloadRoutes],
};
