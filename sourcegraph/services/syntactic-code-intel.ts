import { container, resources } from "../model/container.ts";
import { cores, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { programProbes, sourcegraphUser } from "./common.ts";

const port = 3188;

/** Code navigation from syntax alone. */
export const syntacticCodeIntel = service({
  name: "syntactic-code-intel",
  role: "Indexes the syntax of code for which nobody uploads a precise index.",
  category: "application",
  workload: { kind: "deployment", update: { surge: 1, unavailable: 1 } },
  replicas: bySize(2),
  identity: sourcegraphUser,
  containers: {
    "syntactic-code-intel": container({
      image: "syntactic-code-intel-worker",
      ports: { http: port, debug: 6060 },
      metrics: ["debug"],
      debug: "debug",
      environment: { SYNTACTIC_CODE_INTEL_WORKER_ADDR: `:${port}` },
      resources: resources({
        cpu: { request: millicores(250), limit: cores(2) },
        memory: { request: gibibytes(1), limit: gibibytes(4) },
      }),
      probes: programProbes,
      compose: { name: "syntactic-code-intel-worker" },
    }),
  },
  entrances: { "syntactic-code-intel": { ports: { http: port, debug: 6060 } } },
  uses: ["sourcegraph-frontend", "blobstore", "otel-collector"],
  reaches: ["gitserver", "pgsql", "codeintel-db"],
});
