import { type Call, param, projectOf } from "../../core/call.ts";
import { type Collection, collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import { checkedId, host, missing, taken } from "./names.ts";

/** Key rings can't be deleted, nor changed. */
export const keyRings: Collection = {
  host,
  id: "projects.locations.keyRings",
  path: "/v1/projects/{project}/locations/{location}/keyRings",
  item: "ring",
  name: (call, id) => `projects/${projectOf(call).projectId}/locations/${param(call, "location")}/keyRings/${id}`,
  newId: (call) => checkedId(call.query.get("keyRingId")),
  create: (call, name) => ({ name, createTime: call.cloud.clock.timestamp(9) }),
  remove: null,
  totalSize: true,
  missing: missing("KeyRing"),
  taken: taken("KeyRing"),
};

/** The name of the key ring in a request's path, which must exist. */
export const ringOf = (call: Call): string => existing(keyRings, call).name;

export const keyRingRoutes: Route[] = [
  ...collectionRoutes(keyRings),
  ...policyRoutes({
    id: keyRings.id,
    path: `${keyRings.path}/{ring}`,
    resource: (call) => fullName(keyRings, ringOf(call)),
  }),
];
