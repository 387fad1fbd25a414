import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, decimalDisk, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { cacheOf, claimPerReplica } from "../model/volume.ts";
import { ready, sourcegraphUser } from "./common.ts";

const cache = decimalDisk(30);

/** What the cache may grow to, in megabytes: five sixths of the claim, so that there is room for what is being fetched. */
const cacheMegabytes = Math.floor((cache / 1_000_000) * (5 / 6));

/** Search without an index. */
export const searcher = service({
  name: "searcher",
  role: "Searches branches that aren't indexed, and finds symbols, in archives that it fetches and keeps for a while.",
  category: "application",
  workload: { kind: "statefulset" },
  replicas: bySize(1, 1, 1, 1, 2),
  identity: sourcegraphUser,
  containers: {
    searcher: container({
      image: "searcher",
      ports: { http: 3181, debug: 6060 },
      metrics: ["debug"],
      debug: "debug",
      environment: {
        SEARCHER_CACHE_SIZE_MB: String(cacheMegabytes),
        // What is there already is in a folder with the pod's name, but in Compose.
        CACHE_DIR: ({ target, ownName }) => (target === "kubernetes" ? `/mnt/cache/${ownName}` : "/mnt/cache"),
      },
      resources: resources({
        cpu: {
          request: bySize(millicores(500), cores(1), cores(1), cores(2), cores(3)),
          limit: bySize(cores(2), cores(6), cores(6), cores(6), cores(10)),
        },
        memory: {
          request: bySize(gibibytes(1), gibibytes(2), gibibytes(4), gibibytes(4), gibibytes(6)),
          limit: bySize(gibibytes(2), gibibytes(12), gibibytes(12), gibibytes(12), gibibytes(16)),
        },
      }),
      probes: {
        readiness: ready(http("/healthz", "http")),
        liveness: { check: http("/healthz", "http"), failures: 6 },
      },
      mounts: { cache: "/mnt/cache" },
      compose: { numbered: true },
    }),
  },
  volumes: { cache: cacheOf(claimPerReplica("cache", cache, (ordinal) => `searcher-${ordinal}`)) },
  entrances: { searcher: { headless: true, ports: { http: 3181, debug: 6060 } } },
  uses: ["sourcegraph-frontend", "otel-collector"],
  reaches: ["gitserver", "pgsql", "codeintel-db"],
  offers: (self) => ({
    SEARCHER_URL: self
      .each("http")
      .map((address) => `http://${address}`)
      .join(" "),
  }),
});
