import { param } from "../../core/call.ts";
import { collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import { shownName, undelete } from "./soft-deletion.ts";
import { attestationRoutes, pools } from "./workload-identity-pools.ts";
import { providers } from "./workload-identity-providers.ts";

export const workloadIdentityRoutes: Route[] = [
  ...collectionRoutes(pools),
  ...collectionRoutes(providers),
  ...attestationRoutes,
  ...[pools, providers].flatMap((collection): Route[] => {
    const one = `${collection.path}/{${collection.item}}`;
    return [
      {
        id: `${collection.id}.undelete`,
        method: "POST",
        path: `${one}:undelete`,
        handle: undelete(collection),
      },
      {
        id: `${collection.id}.operations.get`,
        method: "GET",
        path: `${one}/operations/{operation}`,
        handle: (call) => {
          const name = `${collection.name(call, param(call, collection.item))}/operations/${param(call, "operation")}`;
          return call.cloud.operations.poll(call.api.host, shownName(call, name));
        },
      },
    ];
  }),
  ...policyRoutes({
    id: pools.id,
    path: `${pools.path}/{pool}`,
    get: "POST",
    resource: (call) => fullName(pools, existing(pools, call).name),
  }),
];
