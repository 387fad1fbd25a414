import { container, resources } from "../model/container.ts";
import { cores, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { programProbes, sourcegraphUser } from "./common.ts";

/** Precise code navigation. */
export const preciseCodeIntelWorker = service({
  name: "precise-code-intel-worker",
  role: "Processes uploaded indexes of code; the largest of them decides how much memory it needs.",
  category: "application",
  workload: { kind: "deployment", update: { surge: 1, unavailable: 1 } },
  replicas: bySize(1),
  identity: sourcegraphUser,
  containers: {
    "precise-code-intel-worker": container({
      image: "precise-code-intel-worker",
      ports: { http: 3188, debug: 6060 },
      metrics: ["debug"],
      debug: "debug",
      environment: { NUM_WORKERS: "4" },
      resources: resources({
        cpu: { request: millicores(500), limit: cores(2) },
        memory: {
          request: bySize(gibibytes(2), gibibytes(4), gibibytes(4), gibibytes(8)),
          limit: bySize(gibibytes(4), gibibytes(50)),
        },
      }),
      probes: programProbes,
    }),
  },
  entrances: { "precise-code-intel-worker": { ports: { http: 3188, debug: 6060 } } },
  uses: ["sourcegraph-frontend", "blobstore", "otel-collector"],
  reaches: ["gitserver", "pgsql", "codeintel-db"],
});
