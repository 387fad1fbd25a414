import { cores, gibibytes, millicores } from "../model/quantity.ts";
import { bySize } from "../model/size.ts";
import { postgres } from "./postgres.ts";

const postgresUser = { user: 999, group: 999 };

/** The main database. */
export const pgsql = postgres({
  name: "pgsql",
  role: "The main database: users, repositories, permissions, settings.",
  image: "postgresql-16",
  identity: postgresUser,
  container: "pgsql",
  port: "pgsql",
  user: "sg",
  database: "sg",
  data: "/data",
  // The folder has kept the name that it got from Postgres 12.
  folder: "/data/pgdata-12",
  environment: {},
  queries: "queries.yaml",
  cpu: {
    request: bySize(cores(1), cores(2), cores(2), cores(4)),
    limit: bySize(cores(4), cores(4), cores(4), cores(4), cores(8)),
  },
  memory: bySize(gibibytes(4), gibibytes(6), gibibytes(6), gibibytes(6), gibibytes(32)),
  prefix: "",
});

/** The database of code navigation. */
export const codeintelDb = postgres({
  name: "codeintel-db",
  role: "The database of code navigation: definitions and references.",
  image: "postgresql-16",
  identity: postgresUser,
  container: "pgsql",
  port: "pgsql",
  user: "sg",
  database: "sg",
  data: "/data",
  folder: "/data/pgdata-12",
  environment: {},
  queries: "code_intel_queries.yaml",
  cpu: { request: bySize(millicores(500), cores(1), cores(1), cores(2)), limit: bySize(cores(4)) },
  memory: bySize(gibibytes(4)),
  prefix: "CODEINTEL_",
});

const insightsData = "/var/lib/postgresql/data";

/** The database of code insights. */
export const codeinsightsDb = postgres({
  name: "codeinsights-db",
  role: "The database of code insights: numbers over time.",
  image: "postgresql-16-codeinsights",
  identity: { user: 70, group: 70 },
  container: "codeinsights",
  port: "codeinsights-db",
  user: "postgres",
  database: "postgres",
  data: insightsData,
  folder: `${insightsData}/pgdata`,
  environment: { PGDATA: `${insightsData}/pgdata`, POSTGRESQL_CONF_DIR: "/conf" },
  queries: "code_insights_queries.yaml",
  cpu: { request: bySize(millicores(250), millicores(500), cores(1)), limit: bySize(cores(4)) },
  memory: bySize(gibibytes(4)),
  prefix: "CODEINSIGHTS_",
});
