import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster } from "../../../local/kubernetes/cluster.ts";
import { names } from "../../../local/kubernetes/control-plane-programs.ts";
import { ensureKubernetes } from "../../../local/toolchain/kubernetes.ts";
import { isAlive } from "../../../system/processes.mjs";
import { testClusterId } from "../../support/kubernetes.ts";
import { until } from "../../support/processes.ts";

const module = join(import.meta.dirname, "..", "..", "..", "local", "kubernetes", "cluster.ts");

/** Starts a cluster in a process of its own, which says where it is and which processes it has. */
const owner = `
  const [module, options] = process.argv.slice(1);
  const { Cluster } = await import(module);
  const { plane } = await Cluster.start(JSON.parse(options));
  const names = ${JSON.stringify(names)};
  console.log(JSON.stringify({ endpoint: plane.access.endpoint, pids: names.map((name) => plane.pid(name)) }));
`;

describe("a local control plane", () => {
  let directory: string;
  let programs: string;
  let cluster: Cluster | undefined;
  before(async () => {
    programs = await ensureKubernetes();
    directory = mkdtempSync(join(tmpdir(), "sgdist-control-plane-"));
  });
  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });
  after(() => rmSync(directory, { recursive: true }));

  const options = () => ({
    id: testClusterId,
    folder: join(directory, "cluster"),
    certificates: directory,
    images: join(directory, "images.json"),
    programs,
  });
  const start = async () => {
    cluster = await Cluster.start(options());
    return cluster.plane;
  };
  const pids = () => names.map((name) => cluster!.plane.pid(name)!);
  const configMap = "/api/v1/namespaces/default/configmaps";
  let endpoint: string;

  it("starts, and leaves no process when it stops", async () => {
    const plane = await start();
    endpoint = plane.access.endpoint;
    const { gitVersion } = await plane.client.get<{ gitVersion: string }>("/version");
    assert.equal(gitVersion, "v1.36.3");
    await plane.client.create(configMap, { metadata: { name: "kept" }, data: { by: "the first run" } });
    const running = pids();
    assert.deepEqual(running.map(isAlive), [true, true, true, true, true]);
    await plane.stop();
    // Whoever stopped the control plane still stops the cluster.
    await cluster!.stop();
    cluster = undefined;
    assert.deepEqual(running.map(isAlive), [false, false, false, false, false]);
  });

  it("has the same port and data after a restart, and brings back each of its processes that is killed", async () => {
    const { access, client } = await start();
    assert.equal(access.endpoint, endpoint);
    const kept = await client.get<{ data: object }>(`${configMap}/kept`);
    assert.deepEqual(kept.data, { by: "the first run" });
    const before = pids();
    for (const pid of before) process.kill(pid, "SIGKILL");
    await until("new processes", () => pids().every((pid, index) => pid !== undefined && pid !== before[index]));
    await until("an answer", () =>
      client.get("/readyz").then(
        () => true,
        () => false,
      ),
    );
    // The data is there, and the controllers are at work again.
    assert.deepEqual((await client.get<{ data: object }>(`${configMap}/kept`)).data, { by: "the first run" });
    await client.create("/api/v1/namespaces", { metadata: { name: "later" } });
    await until("a service account", async () =>
      Boolean(await client.find("/api/v1/namespaces/later/serviceaccounts/default")),
    );
  });

  it("ends with its owner, and what it holds outlives both", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", owner, module, JSON.stringify(options())], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const said = JSON.parse(line.toString()) as { endpoint: string; pids: number[] };
    assert.equal(said.endpoint, endpoint);
    assert.deepEqual(said.pids.map(isAlive), [true, true, true, true, true]);
    child.kill("SIGKILL");
    await until("the end of its processes", () => !said.pids.some(isAlive));
  });

  it("ends processes that were left over, and takes another port when somebody else has its own", async () => {
    const port = Number(endpoint.split(":")[1]);
    const squatter = createServer().listen(port, "127.0.0.1");
    await once(squatter, "listening");
    // What holds the data, as if its owner and the watchdog had both been killed.
    const data = join(directory, "cluster", "etcd");
    const etcd = spawn(
      join(programs, "bin", "etcd"),
      [
        `--data-dir=${data}`,
        "--listen-client-urls=unix://left:1",
        "--advertise-client-urls=unix://left:1",
        "--listen-peer-urls=unix://left:2",
      ],
      { cwd: directory, stdio: "ignore" },
    );
    await until("a left-over etcd", () => existsSync(join(directory, "left:1")));
    try {
      const { access, client } = await start();
      assert.equal(isAlive(etcd.pid!), false);
      assert.notEqual(access.endpoint, endpoint);
      assert.deepEqual((await client.get<{ data: object }>(`${configMap}/kept`)).data, { by: "the first run" });
    } finally {
      squatter.close();
    }
  });

  it("says why when it can't start", async () => {
    const folder = join(directory, "broken");
    const wrong = join(directory, "wrong");
    // Programs that end at once.
    mkdirSync(join(wrong, "bin"), { recursive: true });
    for (const name of names) {
      writeFileSync(join(wrong, "bin", name), "#!/bin/sh\necho no, I will not\nexit 1\n", { mode: 0o755 });
    }
    await assert.rejects(Cluster.start({ ...options(), folder, programs: wrong }), (error: Error) => {
      assert.match(
        error.message,
        /^The local Kubernetes in .*broken did not start: connect ECONNREFUSED .*\n.*no, I will not$/s,
      );
      return true;
    });
    assert.match(readFileSync(join(folder, "logs", "etcd.log"), "utf8"), /^(no, I will not\n)+$/);
  });
});
