import type { Api } from "../../core/api.ts";
import { param } from "../../core/call.ts";
import { type Collection, collectionRoutes } from "../../core/collection.ts";
import type { Route } from "../../core/router.ts";
import { functions } from "./functions.ts";
import { host, placeOf } from "./names.ts";
import { permissions } from "./permissions.ts";

const operations = (version: string): Route => ({
  id: "projects.locations.operations.get",
  method: "GET",
  path: `/${version}/projects/{project}/locations/{location}/operations/{operation}`,
  handle: (call) => call.cloud.operations.poll(host, `${placeOf(call)}/operations/${param(call, "operation")}`),
});

/** The official provider speaks v2beta, other clients v2: they are the same. */
const routesOf = (version: string): Route[] => {
  const versioned: Collection = { ...functions, path: functions.path.replace("/v2/", `/${version}/`) };
  return [...collectionRoutes(versioned), operations(version)];
};

/** Cloud Functions, second generation: functions made of objects in buckets, called or set off by messages. */
export const cloudfunctions: Api = {
  host,
  title: "Cloud Functions API",
  errors: "status",
  enums: {
    state: { ACTIVE: 1, FAILED: 2, DEPLOYING: 3, DELETING: 4, UNKNOWN: 5 },
    environment: { GEN_1: 1, GEN_2: 2 },
  },
  permissions,
  routes: ["v2", "v2beta"].flatMap(routesOf),
};
