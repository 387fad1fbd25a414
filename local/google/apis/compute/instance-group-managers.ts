import { type Call, param, projectOf } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { instanceGroups, nodesPerZone } from "../container/node-pool-views.ts";
import { clustersIn } from "../container/stored.ts";
import { missing } from "./errors.ts";
import { fingerprint, link, pacific, stableId, versions } from "./links.ts";
import { listed } from "./lists.ts";
import { placeOf, scopePaths } from "./places.ts";

const kind = { singular: "instanceGroupManager", collection: "instanceGroupManagers" };

/** The groups of machines that are the nodes of clusters: there are no others here. */
function groupsIn(call: Call): Document[] {
  const { projectId } = projectOf(call);
  const at = placeOf(call);
  return clustersIn(call.cloud, `projects/${projectId}/locations`).flatMap((cluster) =>
    cluster.pools.flatMap((pool) =>
      instanceGroups(cluster, pool)
        .filter(({ zone }) => zone === at.location)
        .map(({ base }): Document => {
          const name = `${base}-grp`;
          const size = nodesPerZone(pool);
          return {
            kind: "compute#instanceGroupManager",
            id: stableId(`${at.path}/${name}`),
            creationTimestamp: pacific(Date.parse(cluster.createTime)),
            name,
            zone: link(at.path),
            instanceTemplate: link(`projects/${projectId}/global/instanceTemplates/${base}`),
            instanceGroup: link(`${at.path}/instanceGroups/${name}`),
            baseInstanceName: base,
            fingerprint: fingerprint([name, size]),
            currentActions: { none: size },
            status: { isStable: true },
            targetSize: size,
            selfLink: link(`${at.path}/instanceGroupManagers/${name}`),
          };
        }),
    ),
  );
}

const path = `${scopePaths.zones}/instanceGroupManagers`;

/** The methods that show groups of machines. */
export const instanceGroupManagerRoutes: Route[] = [
  ...versions("instanceGroupManagers.list", "GET", path, (call) => listed(call, kind, placeOf(call), groupsIn(call))),
  ...versions("instanceGroupManagers.get", "GET", `${path}/{group}`, (call) => {
    const id = param(call, "group");
    const found = groupsIn(call).find(({ name }) => name === id);
    if (!found) throw missing(`${placeOf(call).path}/instanceGroupManagers/${id}`);
    return found;
  }),
];
