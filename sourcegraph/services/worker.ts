import { container, resources } from "../model/container.ts";
import { cores, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { programProbes, sourcegraphUser } from "./common.ts";

/** Work in the background. */
export const worker = service({
  name: "worker",
  role: "Does the work that nobody waits for: syncing repositories and permissions, insights, batch changes.",
  category: "application",
  workload: { kind: "deployment", update: { surge: 1, unavailable: 1 } },
  replicas: bySize(1),
  identity: sourcegraphUser,
  containers: {
    worker: container({
      image: "worker",
      ports: { http: 3189, debug: 6060, prom: 6996 },
      metrics: ["debug", "prom"],
      debug: "debug",
      resources: resources({
        cpu: { request: millicores(500), limit: cores(4) },
        memory: { request: gibibytes(2), limit: gibibytes(4) },
      }),
      probes: programProbes,
    }),
  },
  entrances: {
    worker: { ports: { http: 3189, debug: 6060 } },
    "worker-executors": { ports: { prom: 6996 } },
  },
  uses: [
    "sourcegraph-frontend",
    "gitserver",
    "searcher",
    "indexed-search",
    "redis-cache",
    "redis-store",
    "blobstore",
    "otel-collector",
  ],
  reaches: ["pgsql", "codeintel-db", "codeinsights-db"],
  internet: "code hosts",
});
