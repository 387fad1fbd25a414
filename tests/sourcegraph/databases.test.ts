import assert from "node:assert/strict";
import { secretsOf } from "../../sourcegraph/derive/secrets.ts";
import { type Size, sizes } from "../../sourcegraph/model/size.ts";
import { secretVariable } from "../../sourcegraph/model/value.ts";
import {
  composeConfiguration,
  composeFileOf,
  containerNamed,
  kubernetesQuantity,
  named,
  newest,
  objectsOf,
  podsOf,
  variablesOf,
} from "../support/sourcegraph.ts";

/** The variables by which a program finds the three databases. `password`: how a credential is written. */
const databaseVariables = (password: (database: string) => string) => ({
  PGHOST: "pgsql",
  PGPORT: "5432",
  PGUSER: "sg",
  PGPASSWORD: password("pgsql"),
  PGDATABASE: "sg",
  PGSSLMODE: "disable",
  CODEINTEL_PGHOST: "codeintel-db",
  CODEINTEL_PGPORT: "5432",
  CODEINTEL_PGUSER: "sg",
  CODEINTEL_PGPASSWORD: password("codeintel-db"),
  CODEINTEL_PGDATABASE: "sg",
  CODEINTEL_PGSSLMODE: "disable",
  CODEINSIGHTS_PGHOST: "codeinsights-db",
  CODEINSIGHTS_PGPORT: "5432",
  CODEINSIGHTS_PGUSER: "postgres",
  CODEINSIGHTS_PGPASSWORD: password("codeinsights-db"),
  CODEINSIGHTS_PGDATABASE: "postgres",
  CODEINSIGHTS_PGSSLMODE: "disable",
});

const missing = "run sgdist render, which makes the credentials once and keeps them in .env";
const inSecret = (database: string) => `secret ${database}-auth/password`;
const inEnvironment = (database: string) => `\${${database.toUpperCase().replace("-", "_")}_AUTH_PASSWORD:?${missing}}`;

describe("where the databases are", () => {
  it("is all that the migrator is told", () => {
    const migrator = containerNamed(objectsOf(newest()), "migrator", "migrator");
    assert.deepEqual(variablesOf(migrator), databaseVariables(inSecret));
    assert.deepEqual(composeFileOf(newest()).services.migrator!.environment, databaseVariables(inEnvironment));
  });

  it("is told to the frontend too, and to nobody else: the others learn it from the frontend", () => {
    const told = podsOf(objectsOf(newest())).flatMap(({ containers }) =>
      containers.flatMap((container) => (variablesOf(container).PGHOST ? [container.name] : [])),
    );
    assert.deepEqual(told, ["wait-for-databases", "migrator", "wait-for-migrations", "frontend"]);
    const frontend = variablesOf(containerNamed(objectsOf(newest()), "sourcegraph-frontend", "frontend"));
    for (const [name, value] of Object.entries(databaseVariables(inSecret))) assert.equal(frontend[name], value, name);
  });

  it("agrees with the user and the database that each is made with", () => {
    const objects = objectsOf(newest());
    for (const [name, container, prefix] of [
      ["pgsql", "pgsql", ""],
      ["codeintel-db", "pgsql", "CODEINTEL_"],
      ["codeinsights-db", "codeinsights", "CODEINSIGHTS_"],
    ] as const) {
      const own = variablesOf(containerNamed(objects, name, container));
      const users: Record<string, string> = databaseVariables(inSecret);
      assert.equal(own.POSTGRES_USER, users[`${prefix}PGUSER`]);
      assert.equal(own.POSTGRES_DB, users[`${prefix}PGDATABASE`]);
      assert.equal(own.POSTGRES_PASSWORD, users[`${prefix}PGPASSWORD`]);
    }
  });
});

describe("the credentials of an installation", () => {
  for (const target of ["kubernetes", "compose"] as const) {
    it(`are one for each database, each once, in order: ${target}`, () => {
      assert.deepEqual(secretsOf(newest(), target), [
        { kind: "secret", name: "codeinsights-db-auth", key: "password" },
        { kind: "secret", name: "codeintel-db-auth", key: "password" },
        { kind: "secret", name: "pgsql-auth", key: "password" },
      ]);
    });
  }

  it("are variables where there are no Secret objects", () => {
    assert.deepEqual(secretsOf(newest(), "compose").map(secretVariable), [
      "CODEINSIGHTS_DB_AUTH_PASSWORD",
      "CODEINTEL_DB_AUTH_PASSWORD",
      "PGSQL_AUTH_PASSWORD",
    ]);
  });

  it("stand in plain text nowhere", () => {
    const variables = podsOf(objectsOf(newest())).flatMap(({ containers }) =>
      containers.flatMap((container) => Object.entries(variablesOf(container))),
    );
    const passwords = variables.filter(([name]) => /PASS|SECRET|TOKEN/.test(name));
    assert.equal(passwords.length, 18);
    for (const [name, value] of passwords) assert.match(value, /^secret [a-z-]+-auth\/password$/, name);
    for (const { environment = {} } of Object.values(composeFileOf(newest()).services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASS|SECRET|TOKEN/.test(name)) assert.match(value, /^\$\{[A-Z_]+_AUTH_PASSWORD:\?/, name);
      }
    }
  });
});

/** The settings of a database that follow from its memory. */
function settingsOf(text: string): Record<string, string> {
  const all = Object.fromEntries([...text.matchAll(/^(\w+) = (.*)$/gm)].map(([, name, value]) => [name!, value!]));
  const { shared_buffers, effective_cache_size, work_mem, maintenance_work_mem } = all;
  return { shared_buffers, effective_cache_size, work_mem, maintenance_work_mem } as Record<string, string>;
}

describe("the configuration of Postgres", () => {
  const kubernetes = (size: Size, name = "pgsql") =>
    named(objectsOf(newest({ size })), "ConfigMap", `${name}-conf`).data!["postgresql.conf"]!;

  for (const [size, memory, buffers, cache, work, maintenance] of [
    ["xs", "4Gi", "1024MB", "3072MB", "4MB", "256MB"],
    ["s", "6Gi", "1536MB", "4608MB", "6MB", "384MB"],
    ["xl", "32Gi", "8192MB", "24576MB", "32MB", "1024MB"],
  ] as const) {
    it(`is in proportion to the memory: size ${size} with ${memory}`, () => {
      const { resources } = containerNamed(objectsOf(newest({ size })), "pgsql", "pgsql");
      assert.equal(resources!.limits!.memory, memory);
      assert.deepEqual(settingsOf(kubernetes(size)), {
        shared_buffers: buffers,
        effective_cache_size: cache,
        work_mem: work,
        maintenance_work_mem: maintenance,
      });
    });
  }

  it("asks for less than there is, in every size of every database", () => {
    for (const size of sizes) {
      const objects = objectsOf(newest({ size }));
      for (const [name, container] of [
        ["pgsql", "pgsql"],
        ["codeintel-db", "pgsql"],
        ["codeinsights-db", "codeinsights"],
      ] as const) {
        const memory = kubernetesQuantity(containerNamed(objects, name, container).resources!.limits!.memory!);
        const text = named(objects, "ConfigMap", `${name}-conf`).data!["postgresql.conf"]!;
        const bytes = (setting: string) => Number.parseInt(settingsOf(text)[setting]!, 10) * 2 ** 20;
        const connections = Number(/^max_connections = (\d+)$/m.exec(text)![1]);
        assert.ok(bytes("shared_buffers") <= memory / 4 && bytes("effective_cache_size") < memory, `${name} ${size}`);
        // A tenth of all connections at once with a sort each, and three workers that clean up.
        const busy = (bytes("work_mem") * connections) / 10 + bytes("maintenance_work_mem") * 3;
        assert.ok(bytes("shared_buffers") + busy < memory, `${name} ${size}`);
      }
    }
  });

  it("is the same in Compose, as it depends on the size alone", () => {
    for (const size of sizes) {
      const files = composeConfiguration(newest({ size }));
      for (const name of ["pgsql", "codeintel-db", "codeinsights-db"]) {
        assert.equal(files[`${name}-conf/postgresql.conf`], kubernetes(size, name));
      }
    }
  });
});
