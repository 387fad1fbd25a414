import { container, resources } from "../model/container.ts";
import { http, tcp } from "../model/probe.ts";
import { cores, disk, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { claimPerReplica } from "../model/volume.ts";
import { ready, sourcegraphUser } from "./common.ts";

// Compose's volume holds the index itself, the claim in Kubernetes a folder with it.
const index = { path: "/data", composePath: "/data/index" };

// Both programs know their replica by the address at which it is searched. In Kubernetes the pod's name is enough.
const compose = {
  numbered: true,
  environment: { HOSTNAME: ({ mine }: { mine(port: string): string }) => mine("http") },
};

/** Search in an index: zoekt. */
export const indexedSearch = service({
  name: "indexed-search",
  role: "Searches default branches in an index of trigrams, which a second program beside it builds.",
  category: "application",
  workload: { kind: "statefulset" },
  replicas: bySize(1, 1, 1, 2, 3),
  identity: sourcegraphUser,
  containers: {
    "zoekt-webserver": container({
      image: "indexed-searcher",
      ports: { http: 6070 },
      metrics: ["http"],
      debug: "http",
      environment: { OPENTELEMETRY_DISABLED: "false" },
      resources: resources({
        cpu: {
          request: bySize(millicores(500), cores(1), cores(1), cores(2), cores(3)),
          limit: bySize(cores(8), cores(8), cores(8), cores(8), cores(12)),
        },
        memory: {
          request: bySize(gibibytes(4), gibibytes(8), gibibytes(8), gibibytes(12)),
          limit: bySize(gibibytes(16), gibibytes(24)),
        },
      }),
      probes: {
        readiness: ready(http("/healthz", "http")),
        liveness: { check: http("/healthz", "http"), failures: 6 },
      },
      mounts: { data: index },
      compose,
    }),
    "zoekt-indexserver": container({
      image: "search-indexer",
      ports: { "index-http": 6072 },
      metrics: ["index-http"],
      debug: "index-http",
      environment: { OPENTELEMETRY_DISABLED: "false" },
      resources: resources({
        cpu: { request: bySize(cores(1), cores(1), cores(2), cores(2), cores(3)), limit: cores(8) },
        memory: {
          request: bySize(gibibytes(2), gibibytes(4), gibibytes(4), gibibytes(6), gibibytes(8)),
          limit: bySize(gibibytes(8), gibibytes(16)),
        },
      }),
      probes: { readiness: ready(tcp("index-http")) },
      mounts: { data: index },
      compose,
    }),
  },
  volumes: {
    data: {
      ...claimPerReplica("data", disk(200), (ordinal) => `zoekt-${ordinal}-shared`),
      // A StatefulSet's templates can't be changed, and those of installations that exist have it.
      templateLabels: { deploy: "sourcegraph" },
    },
  },
  entrances: {
    "indexed-search": { headless: true, ports: { http: 6070 } },
    "indexed-search-indexer": { headless: true, ports: { "index-http": 6072 } },
  },
  uses: [
    // Its indexer wants the scheme as well, which all others don't.
    { service: "sourcegraph-frontend", forms: { SRC_FRONTEND_INTERNAL: (address) => `http://${address}` } },
    "otel-collector",
  ],
  reaches: ["gitserver"],
  offers: (self) => ({
    INDEXED_SEARCH_SERVERS: self.each("http").join(" "),
    INDEXED_SEARCH_INDEXER: self.each("index-http").join(" "),
  }),
});
