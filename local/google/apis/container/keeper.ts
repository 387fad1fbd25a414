import type { Cloud } from "../../core/cloud.ts";
import { ApiError } from "../../core/errors.ts";
import { findProject } from "../../core/projects.ts";
import type { ClusterHost, NodePoolShape } from "./host.ts";
import { host as api, controlPlane, stored } from "./names.ts";
import { withoutRanges } from "./ranges.ts";
import { type Cluster, clusterNamed, controlPlaneOf } from "./stored.ts";

/** What is to be done with a control plane before an operation can end. */
interface Task {
  /** The cluster's relative name. */
  cluster: string;
  /** The operation that waits for it; without one, a control plane is brought back after a restart. */
  operation?: string;
  does: "start" | "shape" | "remove";
  /** The pools to make or to change. */
  pools?: NodePoolShape[];
  /** The pool to take away. */
  gone?: string;
}

/**
 * Lets the control planes follow what the API was asked, through their host. Those of clusters that are there already
 * are brought back at once.
 */
export function keepClusters(cloud: Cloud, host: ClusterHost): void {
  const { store, operations, work } = cloud;

  async function perform({ cluster, operation, does, pools = [], gone }: Task): Promise<void> {
    let failure: ApiError | undefined;
    let plane = {};
    try {
      if (does === "remove") await host.remove(cluster);
      // Whatever else there is to do, it is running first: it may have ended with the cloud.
      else plane = await host.start(cluster);
      for (const pool of pools) await host.setNodePool(cluster, pool);
      if (gone !== undefined) await host.removeNodePool(cluster, gone);
    } catch (error) {
      failure = new ApiError("INTERNAL", error instanceof Error ? error.message : String(error));
    }
    if (work.stopped) return;
    store.transaction(() => {
      const known = clusterNamed(cloud, cluster);
      if (known && does !== "remove") {
        if (!failure) store.put(controlPlane(cluster), plane);
        // Only a cluster that never had a control plane is none.
        else if (does === "start" && operation) store.put(controlPlane(cluster), { failure: failure.message });
      }
      if (operation === undefined) return;
      const put = known && does === "remove" ? withoutRanges(cloud, known) : [];
      operations.resume(api, operation, { failure, put });
    });
    // Nobody polls for it.
    if (failure && operation === undefined) console.error(`${cluster}: ${failure.message}`);
  }

  for (const { document } of store.list<Cluster>(stored("projects/"))) {
    const { name, projectId } = document;
    if (controlPlaneOf(cloud, name).endpoint === undefined || work.has(name)) continue;
    if (findProject(cloud, projectId)?.state !== "ACTIVE") continue;
    work.add({ kind: "container", lane: name, data: { cluster: name, does: "start" } });
  }
  work.employ<Task>("container", perform);
}
