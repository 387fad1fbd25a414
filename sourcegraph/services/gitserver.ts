import { container, resources } from "../model/container.ts";
import { tcp } from "../model/probe.ts";
import { cores, disk, gibibytes } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { claimPerReplica } from "../model/volume.ts";
import { ready, sourcegraphUser } from "./common.ts";

/** The clones of all repositories. */
export const gitserver = service({
  name: "gitserver",
  role: "Keeps the clones of all repositories, spread over its replicas by the list of their addresses.",
  category: "application",
  workload: { kind: "statefulset" },
  replicas: bySize(1, 1, 1, 1, 2),
  identity: sourcegraphUser,
  containers: {
    gitserver: container({
      image: "gitserver",
      arguments: ["run"],
      ports: { rpc: 3178, debug: 6060 },
      metrics: ["debug"],
      debug: "debug",
      resources: resources({
        cpu: {
          request: bySize(cores(1), cores(2), cores(2), cores(4), cores(6)),
          limit: bySize(cores(4), cores(6), cores(6), cores(8), cores(12)),
        },
        memory: {
          request: bySize(gibibytes(4), gibibytes(8), gibibytes(8), gibibytes(12), gibibytes(16)),
          limit: bySize(gibibytes(8), gibibytes(26)),
        },
      }),
      probes: {
        readiness: ready(tcp("rpc")),
        liveness: { check: tcp("rpc") },
        startup: { check: tcp("rpc"), period: 1, failures: 120 },
      },
      mounts: { repos: "/data/repos" },
      compose: { numbered: true },
    }),
  },
  volumes: { repos: claimPerReplica("repos", disk(200), (ordinal) => `gitserver-${ordinal}`) },
  entrances: { gitserver: { headless: true, ports: { rpc: 3178, debug: 6060 } } },
  labels: { group: "backend", type: "gitserver" },
  uses: ["sourcegraph-frontend", "otel-collector"],
  reaches: ["pgsql"],
  offers: (self) => ({ SRC_GIT_SERVERS: self.each("rpc").join(" ") }),
  internet: "code hosts, over HTTPS and SSH",
});
