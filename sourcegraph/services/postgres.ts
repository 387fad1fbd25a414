import { type Container, container, resources } from "../model/container.ts";
import { command, tcp } from "../model/probe.ts";
import { type Cpu, disk, gibibytes, type Memory, mebibytes, millicores } from "../model/quantity.ts";
import { type Identity, service } from "../model/service.ts";
import { type BySize, bySize } from "../model/size.ts";
import { secret, type Value } from "../model/value.ts";
import { claim, configuration, sharedMemory } from "../model/volume.ts";
import type { ImageName } from "../versions/image.ts";
import { small, unasked } from "./common.ts";
import { postgresConfiguration } from "./postgres-configuration.ts";

/** What tells the three databases apart. */
export interface Database {
  name: string;
  role: string;
  image: ImageName;
  identity: Identity;
  /** The name of its container, and of the container's port. */
  container: string;
  port: string;
  /** The user and the database that are made with it. */
  user: string;
  database: string;
  /** Where its claim is mounted, and the folder in it that holds the data. */
  data: string;
  folder: string;
  environment: Record<string, Value>;
  /** What the exporter asks, among the files of its image. */
  queries: string;
  cpu: { request: BySize<Cpu>; limit: BySize<Cpu> };
  memory: BySize<Memory>;
  /** What the names of the variables of those who use it begin with. */
  prefix: string;
}

// A group that may write, as Kubernetes gives it to volumes, is more than Postgres accepts.
const narrow = (folder: string) => `if [ -d ${folder} ]; then chmod 750 ${folder}; fi`;

/** The databases check themselves, with programs of their images. */
const probes = {
  readiness: { check: command("/ready.sh") },
  liveness: { check: command("/liveness.sh"), failures: 6 },
  // Up to an hour: an upgrade of Postgres itself rewrites all data first.
  startup: { check: command("/liveness.sh"), failures: 360 },
};

const exporter = (database: Database): Container<"pgsql-exporter", never> =>
  container({
    image: "postgres_exporter",
    ports: { "pgsql-exporter": 9187 },
    metrics: ["pgsql-exporter"],
    environment: {
      DATA_SOURCE_URI: ({ beside }) => `${beside(database.port)}/${database.database}?sslmode=disable`,
      DATA_SOURCE_USER: database.user,
      DATA_SOURCE_PASS: secret(`${database.name}-auth`, "password"),
      PG_EXPORTER_EXTEND_QUERY_PATH: `/config/${database.queries}`,
    },
    resources: resources({
      cpu: { request: millicores(10), limit: millicores(100) },
      memory: { request: mebibytes(50), limit: mebibytes(64) },
    }),
    probes: { readiness: { check: tcp("pgsql-exporter") } },
    compose: { name: `${database.name}-exporter`, health: unasked },
  });

/** A database of PostgreSQL 16 with its exporter. */
export function postgres(database: Database) {
  const { name, container: main, port, cpu, memory, data, prefix, image } = database;
  return service<string, "disk" | "conf" | "dshm">({
    name,
    role: database.role,
    category: "store",
    workload: { kind: "statefulset" },
    replicas: bySize(1),
    identity: database.identity,
    first: {
      "correct-data-dir-permissions": container({
        image,
        command: ["sh", "-c", narrow(database.folder)],
        ports: {},
        resources: small,
        unprobed: "It ends at once.",
        mounts: { disk: data },
      }),
    },
    containers: {
      [main]: container({
        image,
        ports: { [port]: 5432 },
        environment: {
          POSTGRES_USER: database.user,
          POSTGRES_DB: database.database,
          POSTGRES_PASSWORD: secret(`${name}-auth`, "password"),
          ...database.environment,
        },
        resources: resources({ cpu, memory: { request: memory, limit: memory } }),
        probes,
        mounts: { disk: data, conf: { path: "/conf", readOnly: true }, dshm: "/dev/shm" },
        compose: { name },
      }),
      "pgsql-exporter": exporter(database),
    },
    volumes: {
      disk: claim(name, disk(200)),
      conf: configuration(`${name}-conf`, (knowledge) => ({ "postgresql.conf": postgresConfiguration(knowledge) })),
      dshm: sharedMemory(gibibytes(1)),
    },
    entrances: { [name]: { ports: { [port]: 5432, "pgsql-exporter": 9187 } } },
    labels: { group: "backend" },
    graceSeconds: 120,
    offers: (self) => ({
      [`${prefix}PGHOST`]: self.host(port),
      [`${prefix}PGPORT`]: self.port(port),
      [`${prefix}PGUSER`]: database.user,
      [`${prefix}PGPASSWORD`]: secret(`${name}-auth`, "password"),
      [`${prefix}PGDATABASE`]: database.database,
      [`${prefix}PGSSLMODE`]: "disable",
    }),
  });
}
