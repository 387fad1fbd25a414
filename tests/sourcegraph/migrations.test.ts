import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeploymentOptions } from "../../sourcegraph/deployment.ts";
import { deployment } from "../../sourcegraph/deployment.ts";
import { versionNamed, versions } from "../../sourcegraph/versions/index.ts";
import {
  composeFileOf,
  containerNamed,
  newest,
  objectsOf,
  ofKind,
  podsOf,
  variablesOf,
} from "../support/sourcegraph.ts";

const jobOf = (version: string, options: DeploymentOptions = {}) =>
  ofKind(objectsOf(deployment(version, options)), "Job")[0]!;

describe("the Job that migrates", () => {
  const newestVersion = versions[0]!;
  const nameWith = (options: DeploymentOptions) => jobOf(newestVersion, options).metadata.name;

  it("is another one for each version, with a name that leaves room for those of its pods", () => {
    const names = versions.map((version) => jobOf(version).metadata.name);
    assert.equal(new Set(names).size, versions.length);
    for (const [index, name] of names.entries()) {
      assert.match(name, new RegExp(`^migrator-${versions[index]!.replaceAll(".", "-")}-[0-9a-f]{8}$`));
      // Kubernetes adds a hyphen and five characters.
      assert.ok(name.length <= 63 - 6, name);
    }
  });

  it("is another one when its pods would be: a Job's template can't be changed", () => {
    assert.notEqual(nameWith({ registry: "registry.example.com/mirror" }), nameWith({}));
    const catalogue = { ...versionNamed(newestVersion), without: { "codeinsights-db": "It came later." } };
    assert.notEqual(ofKind(objectsOf(deployment(catalogue)), "Job")[0]!.metadata.name, nameWith({}));
  });

  it("is the same when its pods are", () => {
    const options = { replicas: { gitserver: 3 }, domain: "sourcegraph.example.com", storageClass: "premium-rwo" };
    assert.deepEqual(jobOf(newestVersion, options), jobOf(newestVersion));
    assert.equal(nameWith({ size: "xl" }), nameWith({ size: "xs" }));
  });

  it("keeps the pods of attempts that failed, for their logs, and doesn't count those that nodes took along", () => {
    const { backoffLimit, podFailurePolicy, template, ttlSecondsAfterFinished } = jobOf(newestVersion).spec!;
    assert.equal(template.spec!.restartPolicy, "Never");
    assert.equal(backoffLimit, 6);
    assert.deepEqual(podFailurePolicy, {
      rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
    });
    // One that went by itself would be missed by who made it.
    assert.equal(ttlSecondsAfterFinished, undefined);
  });
});

describe("waiting for the databases", () => {
  const waiting = () => containerNamed(objectsOf(newest()), "migrator", "wait-for-databases");

  it("comes before the migrator, with Postgres' own means", () => {
    const { template } = podsOf(objectsOf(newest())).find(({ app }) => app === "migrator")!;
    assert.deepEqual(
      template.spec!.initContainers!.map(({ name }) => name),
      ["wait-for-databases"],
    );
    assert.match(waiting().image!, /\/postgresql-16:/);
  });

  it("is at one port for all, which is the one that pg_isready takes from PGPORT", () => {
    const variables = variablesOf(waiting());
    assert.deepEqual(
      ["PGPORT", "CODEINTEL_PGPORT", "CODEINSIGHTS_PGPORT"].map((name) => variables[name]),
      ["5432", "5432", "5432"],
    );
  });

  /** Runs the container's command. `answers`: how often each database doesn't answer before it does. Returns who was asked. */
  function run(variables: Record<string, string>, answers: Record<string, number>): string[] {
    const folder = mkdtempSync(join(tmpdir(), "wait-"));
    try {
      const program = (name: string, text: string) => {
        writeFileSync(join(folder, name), `#!/bin/sh\ncd ${folder}\n${text}\n`);
        chmodSync(join(folder, name), 0o755);
      };
      for (const [host, failures] of Object.entries(answers)) writeFileSync(join(folder, host), "x\n".repeat(failures));
      // Takes a line away each time that it is asked, and says no for as long as there was one.
      program("pg_isready", '[ "$1" = --host ] || exit 3\necho $2 >>asked\n[ -s $2 ] || exit 0\nsed -i 1d $2\nexit 2');
      program("sleep", "echo slept >>asked");
      const [shell, ...words] = waiting().command!;
      const env = { ...variables, PATH: `${folder}:${process.env.PATH}` };
      const { status } = spawnSync(shell!, words, { env, timeout: 300_000 });
      assert.equal(status, 0);
      return readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("goes on for as long as one doesn't answer", () => {
    assert.deepEqual(run(variablesOf(waiting()), { pgsql: 2, "codeintel-db": 0, "codeinsights-db": 1 }), [
      ...["pgsql", "slept", "pgsql", "slept", "pgsql"],
      "codeintel-db",
      ...["codeinsights-db", "slept", "codeinsights-db"],
    ]);
  });

  it("is only for those that there are", () => {
    const { CODEINSIGHTS_PGHOST: _, ...variables } = variablesOf(waiting());
    assert.deepEqual(run(variables, { pgsql: 0, "codeintel-db": 0 }), ["pgsql", "codeintel-db"]);
  });

  it("is Docker's work in Compose, where no container does it", () => {
    const { services } = composeFileOf(newest());
    assert.ok(!Object.keys(services).some((name) => name.startsWith("wait-for-")));
    assert.deepEqual(services.migrator!.depends_on!.pgsql, { condition: "service_healthy" });
  });
});

describe("waiting for the migrations", () => {
  const waiting = (objects = objectsOf(newest())) =>
    containerNamed(objects, "sourcegraph-frontend", "wait-for-migrations");

  it("comes before the frontend in each of its pods, whoever applies the objects", () => {
    const { template } = podsOf(objectsOf(newest())).find(({ app }) => app === "sourcegraph-frontend")!;
    assert.deepEqual(
      template.spec!.initContainers!.map(({ name }) => name),
      ["wait-for-migrations"],
    );
  });

  it("is the migrator's work, of the same version as the Job's", () => {
    for (const version of versions) {
      const objects = objectsOf(deployment(version));
      assert.deepEqual(waiting(objects).args, ["validate", "--skip-out-of-band-migrations"]);
      assert.equal(waiting(objects).image, containerNamed(objects, "migrator", "migrator").image);
    }
  });

  it("knows the databases and nothing else that the frontend uses", () => {
    const migrator = containerNamed(objectsOf(newest()), "migrator", "migrator");
    assert.deepEqual(variablesOf(waiting()), variablesOf(migrator));
  });

  it("is Docker's work in Compose", () => {
    const frontend = composeFileOf(newest()).services["sourcegraph-frontend-0"]!;
    assert.deepEqual(frontend.depends_on, { migrator: { condition: "service_completed_successfully" } });
  });
});
