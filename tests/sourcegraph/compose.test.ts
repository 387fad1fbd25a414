import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { type Deployment, deployment, scalableServices } from "../../sourcegraph/deployment.ts";
import { machineCpus, machineNeeds } from "../../sourcegraph/derive/machine.ts";
import { credentials } from "../../sourcegraph/targets/credentials.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import { newestVersion } from "../../sourcegraph/versions/index.ts";
import {
  type ComposeFile,
  containerNamed,
  kubernetesQuantity,
  matrix,
  newest,
  objectsAt,
  objectsOf,
} from "../support/sourcegraph.ts";
import { ensureLoader, type Loaded, load } from "./compose-go/loader.ts";

/** Installations that the matrix hasn't, by what is special about them. */
const others: Record<string, Deployment> = {
  replicas: newest({ replicas: Object.fromEntries(scalableServices().map((name) => [name, 3])) }),
  project: newest({ project: "search-2_eu" }),
  domain: newest({ domain: "sourcegraph.example.com", registry: "registry.example.com:5000/mirror" }),
};

describe("a Compose file", () => {
  let loader: string;
  let folder: string;
  let code: number | null;
  const loaded = new Map<string, Loaded>();

  /** Writes an installation as `sgdist render` does; returns the path of its Compose file. */
  function write(name: string, installation: Deployment, password = (count: number) => `p4ss-word_${count}`): string {
    let count = 0;
    const environment = credentials("compose", installation, "", () => password(count++))!;
    for (const { path, content } of [...targets.compose.render(installation), environment]) {
      const file = join(folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return join(folder, name, "compose.yaml");
  }

  const servicesOf = (name: string) => loaded.get(join(folder, name, "compose.yaml"))!.services!;
  /** What is said of a service before it, as one line. */
  function textOf(service: string): string {
    const file = readFileSync(join(folder, `${newestVersion}-s`, "compose.yaml"), "utf8");
    return new RegExp(`((?: {2}# .*\n)+) {2}${service}:\n`).exec(file)![1]!.replaceAll("\n  # ", " ");
  }

  const sourceOf = (name: string): ComposeFile => parse(readFileSync(join(folder, name, "compose.yaml"), "utf8"));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "sgdist-compose-"));
    loader = await ensureLoader();
    const files = [
      ...matrix.map(({ version, size }) => write(`${version}-${size}`, deployment(version, { size }))),
      ...Object.entries(others).map(([name, installation]) => write(name, installation)),
    ];
    const result = await load(loader, files);
    code = result.code;
    for (const each of result.loaded) loaded.set(each.file, each);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is taken by Docker's own library, with its schema and all its checks, for every version and size", () => {
    const wrong = [...loaded.values()].filter(({ error }) => error !== undefined);
    assert.deepEqual(wrong, []);
    assert.equal(code, 0);
    assert.equal(loaded.size, matrix.length + Object.keys(others).length);
    for (const { file, name, services, volumes } of loaded.values()) {
      assert.equal(name, file === join(folder, "project", "compose.yaml") ? "search-2_eu" : "docker-compose");
      assert.ok(Object.keys(services!).length > 20 && volumes!.length > 10);
    }
  });

  it("has the services that were written, and limits that are the same bytes as in Kubernetes", () => {
    for (const { version, size } of matrix) {
      const services = servicesOf(`${version}-${size}`);
      assert.deepEqual(Object.keys(services).sort(), Object.keys(sourceOf(`${version}-${size}`).services).sort());
      for (const [service, app, container] of [
        ["gitserver-0", "gitserver", "gitserver"],
        ["sourcegraph-frontend-0", "sourcegraph-frontend", "frontend"],
        ["zoekt-indexserver-0", "indexed-search", "zoekt-indexserver"],
        ["codeintel-db", "codeintel-db", "pgsql"],
        ["codeintel-db-exporter", "codeintel-db", "pgsql-exporter"],
        ["migrator", "migrator", "migrator"],
      ] as const) {
        const { limits } = containerNamed(objectsAt(version, size), app, container).resources!;
        assert.equal(Number(services[service].mem_limit), kubernetesQuantity(limits!.memory!), `${service} ${size}`);
        const most = machineCpus[size] / 1000;
        assert.equal(services[service].cpus, Math.min(kubernetesQuantity(limits!.cpu!), most), `${service} ${size}`);
      }
    }
    assert.equal(Number(servicesOf("replicas").pgsql.shm_size), 2 ** 30);
  });

  it("asks for no more processors than a machine of its size has, which Docker would refuse", () => {
    for (const { version, size } of matrix) {
      const cpus = Object.values(servicesOf(`${version}-${size}`)).map((service) => Number(service.cpus));
      const head = readFileSync(join(folder, `${version}-${size}`, "compose.yaml"), "utf8").replaceAll("\n# ", " ");
      assert.equal(Math.max(...cpus), Number(/needs at least (\d+) CPUs: Docker refuses/.exec(head)![1]));
      assert.ok(Math.max(...cpus) <= { xs: 4, s: 8, m: 16, l: 32, xl: 64 }[size]);
    }
  });

  it("says at its head how much memory its services are meant to have, and may use", () => {
    const { memory: one } = machineNeeds(newest());
    const { memory: three } = machineNeeds(others.replicas!);
    assert.ok(three.request > one.request && one.limit > one.request);
    const head = readFileSync(join(folder, "replicas", "compose.yaml"), "utf8").replaceAll("\n# ", " ");
    const all = Object.values(servicesOf("replicas")).reduce((sum, service) => sum + Number(service.mem_limit), 0);
    assert.ok(head.includes(`meant to have ${Math.ceil(three.request / 2 ** 30)} GiB of memory together;`));
    assert.ok(head.includes(`may use at most adds up to ${Math.ceil(all / 2 ** 30)} GiB.`));
  });

  it("gives cAdvisor Docker's socket and nothing else of /var/run, and says what that means", () => {
    const { volumes } = servicesOf(`${newestVersion}-s`).cadvisor;
    const sources = (volumes as { source: string }[]).map(({ source }) => source);
    assert.deepEqual(sources, ["/var/run/docker.sock", "/sys", "/var/lib/docker", "/dev/disk"]);
    // In the place of a socket that isn't there Docker would make a folder, and not start again.
    assert.deepEqual(sourceOf(`${newestVersion}-s`).services.cadvisor!.volumes![0], {
      type: "bind",
      source: "/var/run/docker.sock",
      target: "/var/run/docker.sock",
      read_only: true,
      bind: { create_host_path: false },
    });
    assert.match(textOf("cadvisor"), /at Docker's socket\. Who takes it over can do there what Docker can/);
  });

  it("says at its head what isn't asked whether it is well, and why", () => {
    const services = Object.entries(servicesOf(`${newestVersion}-s`));
    const unasked = services.flatMap(([name, { healthcheck }]) => (healthcheck || name === "migrator" ? [] : [name]));
    const head = readFileSync(join(folder, `${newestVersion}-s`, "compose.yaml"), "utf8").replaceAll("\n# ", " ");
    const [, names] = /Without a health check: ([^.]*)\. No program is known to be in the image /.exec(head)!;
    assert.deepEqual(names!.split(", ").sort(), unasked.sort());
    assert.equal(unasked.length, 6);
  });

  it("has its credentials from .env, and the same one at both ends", () => {
    const services = servicesOf(`${newestVersion}-s`);
    const { pgsql, migrator, "pgsql-exporter": exporter, "sourcegraph-frontend-0": frontend } = services;
    assert.equal(pgsql.environment.POSTGRES_PASSWORD, "p4ss-word_2");
    assert.equal(exporter.environment.DATA_SOURCE_PASS, "p4ss-word_2");
    assert.equal(migrator.environment.PGPASSWORD, "p4ss-word_2");
    assert.equal(frontend.environment.PGPASSWORD, "p4ss-word_2");
    assert.equal(frontend.environment.CODEINTEL_PGPASSWORD, "p4ss-word_1");
    assert.equal(services["codeinsights-db"].environment.POSTGRES_PASSWORD, "p4ss-word_0");
  });

  it("loses no dollar sign, which is a variable's elsewhere", () => {
    const services = servicesOf(`${newestVersion}-s`);
    const objects = objectsOf(newest());
    const probe = containerNamed(objects, "redis-cache", "redis-cache").readinessProbe!.exec!.command!;
    assert.deepEqual(services["redis-cache"].healthcheck.test, ["CMD", ...probe]);
    assert.ok(probe.join(" ").includes("$(REDISCLI_AUTH=$password redis-cli ping)"));
    const args = containerNamed(objects, "node-exporter", "node-exporter").args!;
    assert.deepEqual(services["node-exporter"].command, args);
    assert.ok(args.some((each) => each.endsWith("($|/)")));
  });

  it("waits only for what can be waited for: what is asked whether it is well, or what ends", () => {
    for (const name of ["replicas", `${newestVersion}-s`]) {
      const services = servicesOf(name);
      for (const { depends_on = {} } of Object.values(services)) {
        for (const [other, { condition }] of Object.entries(depends_on as Record<string, { condition: string }>)) {
          if (condition === "service_healthy") assert.ok(services[other].healthcheck.test.length > 1, other);
          else assert.deepEqual([condition, services[other].restart], ["service_completed_successfully", "on-failure"]);
        }
      }
    }
    const conditions = (service: string) => servicesOf("replicas")[service].depends_on;
    const healthy = { condition: "service_healthy", required: true };
    assert.deepEqual(conditions("migrator"), { pgsql: healthy, "codeintel-db": healthy, "codeinsights-db": healthy });
    const done = { condition: "service_completed_successfully", required: true };
    for (const ordinal of [0, 1, 2])
      assert.deepEqual(conditions(`sourcegraph-frontend-${ordinal}`), { migrator: done });
    assert.deepEqual(
      conditions("caddy"),
      Object.fromEntries([0, 1, 2].map((ordinal) => [`sourcegraph-frontend-${ordinal}`, healthy])),
    );
  });

  it("mounts only configuration that was rendered beside it, and every volume that it declares", () => {
    for (const name of ["replicas", "domain", `${newestVersion}-xs`]) {
      const installation = others[name] ?? newest({ size: "xs" });
      const folders = new Set(targets.compose.render(installation).map(({ path }) => dirname(path)));
      const { services, volumes } = loaded.get(join(folder, name, "compose.yaml"))!;
      const mounted = Object.values(services!).flatMap((service) => service.volumes ?? []);
      for (const { type, source, read_only } of mounted) {
        if (type !== "bind") continue;
        assert.equal(read_only, true, source);
        assert.ok(source.startsWith("/") || folders.has(source.replace("./", "")), source);
      }
      const used = mounted.filter(({ type }) => type === "volume").map(({ source }) => source);
      assert.deepEqual([...new Set(used)].sort(), volumes!.toSorted());
    }
  });

  it("speaks only of hosts that there are", () => {
    for (const name of ["replicas", `${newestVersion}-xl`]) {
      const services = servicesOf(name);
      const hosts = new Set(
        Object.entries(services).flatMap(([own, { networks }]) => [own, ...(networks.sourcegraph?.aliases ?? [])]),
      );
      let spoken = 0;
      for (const [own, { environment = {} }] of Object.entries(services)) {
        for (const [variable, value] of Object.entries(environment as Record<string, string>)) {
          const named = variable.endsWith("PGHOST")
            ? [value]
            : [...value.matchAll(/([a-z][a-z0-9-]*):\d+\b/g)].map(([, host]) => host!);
          spoken += named.length;
          for (const host of named) assert.ok(hosts.has(host), `${own}: ${variable} speaks of ${host}`);
        }
      }
      assert.ok(spoken > 50);
    }
  });

  it("serves people at the machine's ports for them, and nothing else outside", () => {
    for (const name of ["replicas", "domain"]) {
      const published = Object.entries(servicesOf(name)).flatMap(([service, { ports = [] }]) =>
        (ports as { target: number; published: string }[]).map((port) => [service, port.target, port.published]),
      );
      assert.deepEqual(published, [
        ["caddy", 80, "80"],
        ["caddy", 443, "443"],
      ]);
    }
  });

  describe("is refused", () => {
    /** Loads a file made from a good one. */
    async function broken(
      name: string,
      change: (file: ComposeFile) => void,
    ): Promise<[number | null, string | undefined]> {
      const file = write(name, newest());
      const data = sourceOf(name);
      change(data);
      writeFileSync(file, JSON.stringify(data));
      const result = await load(loader, [file]);
      return [result.code, result.loaded[0]!.error];
    }

    it("not for being changed as such", async () => {
      assert.deepEqual(await broken("same", () => {}), [0, undefined]);
    });

    it("with a key that Compose doesn't know", async () => {
      const [status, error] = await broken("unknown-key", ({ services }) => {
        services.pgsql!.memory_limit = "4g";
      });
      assert.equal(status, 1);
      assert.match(error!, /compose\.yaml: services\.pgsql\.memory_limit /);
    });

    it("with a dependency on a service that isn't there", async () => {
      const [status, error] = await broken("unknown-service", ({ services }) => {
        services.caddy!.depends_on = { "sourcegraph-frontend-7": { condition: "service_healthy" } };
      });
      assert.equal(status, 1);
      assert.match(error!, /service "caddy" depends on undefined service "sourcegraph-frontend-7"/);
    });

    it("with a volume that isn't declared", async () => {
      const [status, error] = await broken("unknown-volume", ({ volumes }) => {
        delete volumes["gitserver-0"];
      });
      assert.equal(status, 1);
      assert.match(error!, /service "gitserver-0" refers to undefined volume gitserver-0/);
    });

    it("without its credentials, and says where they come from", async () => {
      const file = write("without-credentials", newest());
      rmSync(join(dirname(file), ".env"));
      const result = await load(loader, [file]);
      assert.equal(result.code, 1);
      assert.match(
        result.loaded[0]!.error!,
        /required variable (PGSQL|CODEINTEL_DB|CODEINSIGHTS_DB)_AUTH_PASSWORD is missing a value: run sgdist render, which makes the credentials once and keeps them in \.env/,
      );
    });
  });
});

describe("the loader of Compose files", () => {
  it("says what to install where there is no Go to build it with", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sgdist-cache-"));
    const { PATH, SGDIST_CACHE } = process.env;
    try {
      Object.assign(process.env, { PATH: folder, SGDIST_CACHE: folder });
      await assert.rejects(
        ensureLoader(),
        /no `go` is on the PATH\. Install Go 1\.24 or newer \(https:\/\/go\.dev\/dl\)/,
      );
    } finally {
      process.env.PATH = PATH;
      if (SGDIST_CACHE === undefined) delete process.env.SGDIST_CACHE;
      else process.env.SGDIST_CACHE = SGDIST_CACHE;
      rmSync(folder, { recursive: true });
    }
  });
});
