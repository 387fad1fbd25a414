import { container, resources } from "../model/container.ts";
import { cores, gibibytes } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { programProbes, sourcegraphUser } from "./common.ts";
import { migratorResources } from "./migrator.ts";

/** Where the way into a program begins, for the one that serves people at its root. */
const withStart = (each: { name: string; host: string }) =>
  each.name.startsWith("zoekt-webserver") ? { ...each, defaultPath: "/debug/requests/" } : each;

/** The web application. */
export const frontend = service({
  name: "sourcegraph-frontend",
  role: "Serves people and the API on one port, and the other services on another.",
  category: "application",
  workload: { kind: "deployment", update: { surge: 1, unavailable: 0 } },
  replicas: bySize(2),
  identity: sourcegraphUser,
  first: {
    // Ends well only when no migration of the version is missing, and is started again until then. More of them are
    // well: a newer version may be coming. Migrations of data are left out, as those go on while the frontend runs.
    "wait-for-migrations": container({
      image: "migrator",
      arguments: ["validate", "--skip-out-of-band-migrations"],
      ports: {},
      uses: ["pgsql", "codeintel-db", "codeinsights-db"],
      resources: migratorResources,
      unprobed: "It ends, and its exit code says whether the schemas are the version's.",
    }),
  },
  containers: {
    frontend: container({
      image: "frontend",
      arguments: ["serve"],
      ports: { http: 3080, "http-internal": 3090, debug: 6060 },
      metrics: ["debug"],
      debug: "debug",
      environment: {
        DEPLOY_TYPE: ({ deployType }) => deployType,
        SRC_PROF_SERVICES: ({ debuggable }) => JSON.stringify(debuggable().map(withStart)),
      },
      resources: resources({
        cpu: {
          request: bySize(cores(1), cores(1), cores(2), cores(2), cores(3)),
          limit: bySize(cores(4), cores(4), cores(4), cores(6), cores(9)),
        },
        memory: {
          request: bySize(gibibytes(2), gibibytes(2), gibibytes(4), gibibytes(4), gibibytes(8)),
          limit: bySize(gibibytes(8), gibibytes(8), gibibytes(8), gibibytes(8), gibibytes(24)),
        },
        scratch: {
          request: gibibytes(4),
          limit: bySize(gibibytes(8), gibibytes(8), gibibytes(8), gibibytes(8), gibibytes(12)),
        },
      }),
      probes: programProbes,
      compose: { name: "sourcegraph-frontend", numbered: true },
    }),
  },
  entrances: {
    "sourcegraph-frontend": { ports: { http: 30080, debug: 6060 } },
    "sourcegraph-frontend-internal": { ports: { "http-internal": 80 } },
  },
  uses: [
    "pgsql",
    "codeintel-db",
    "codeinsights-db",
    "redis-cache",
    "redis-store",
    "gitserver",
    "searcher",
    "indexed-search",
    "syntect-server",
    "blobstore",
    "grafana",
    "prometheus",
    "otel-collector",
    "sourcegraph-frontend",
  ],
  offers: (self) => ({ SRC_FRONTEND_INTERNAL: self.one("http-internal") }),
  after: ["migrator"],
  internet: "code hosts, identity providers and the licence check",
  public: "http",
});
