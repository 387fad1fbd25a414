import { container, resources } from "../model/container.ts";
import { mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { small, sourcegraphUser } from "./common.ts";

/** What its image needs, to migrate as well as to look. */
export const migratorResources = resources({
  cpu: { request: millicores(100), limit: millicores(500) },
  memory: { request: mebibytes(100), limit: mebibytes(500) },
});

// Without an end of its own: a Job that waits hasn't failed, and Postgres may take an hour to upgrade itself. All three
// listen on PGPORT; a version that lacks one of them says nothing of its host.
const waitForDatabases =
  'for host in $PGHOST $CODEINTEL_PGHOST $CODEINSIGHTS_PGHOST; do until pg_isready --host "$host"; do sleep 5; done; done';

/** Brings the schemas of the three databases to the version's. */
export const migrator = service({
  name: "migrator",
  role: "Migrates the three databases, once for each version, before the frontend starts.",
  category: "once",
  workload: { kind: "job" },
  replicas: bySize(1),
  identity: sourcegraphUser,
  first: {
    "wait-for-databases": container({
      image: "postgresql-16",
      command: ["sh", "-c", waitForDatabases],
      ports: {},
      resources: small,
      unprobed: "It ends once the databases answer.",
    }),
  },
  containers: {
    migrator: container({
      image: "migrator",
      arguments: ["up"],
      ports: {},
      resources: migratorResources,
      unprobed: "It ends, and its exit code says how it went.",
    }),
  },
  uses: ["pgsql", "codeintel-db", "codeinsights-db"],
  after: ["pgsql", "codeintel-db", "codeinsights-db"],
});
