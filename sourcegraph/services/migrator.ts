import { container, resources } from "../model/container.ts";
import { mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { sourcegraphUser } from "./common.ts";

/** Brings the schemas of the three databases to the version's. */
export const migrator = service({
  name: "migrator",
  role: "Migrates the three databases, once for each version, before the frontend starts.",
  category: "once",
  workload: { kind: "job" },
  replicas: bySize(1),
  identity: sourcegraphUser,
  containers: {
    migrator: container({
      image: "migrator",
      arguments: ["up"],
      ports: {},
      resources: resources({
        cpu: { request: millicores(100), limit: millicores(500) },
        memory: { request: mebibytes(100), limit: mebibytes(500) },
      }),
      unprobed: "It ends, and its exit code says how it went.",
    }),
  },
  uses: ["pgsql", "codeintel-db", "codeinsights-db"],
  after: ["pgsql", "codeintel-db", "codeinsights-db"],
});
