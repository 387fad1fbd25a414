import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { container, eachWithMachine, type TestMachine } from "../support/machine.ts";
import { compose, healthy, next, release } from "../support/release.ts";

describe("the agent of a machine, when something goes wrong,", () => {
  let machine: TestMachine;
  eachWithMachine((started) => {
    machine = started;
  });

  const sync = async () => assert.equal((await machine.run("sync")).code, 0);
  const current = () => readlinkSync(join(machine.root, "var/lib/sourcegraph/current"));
  const releases = () => readdirSync(join(machine.root, "var/lib/sourcegraph/releases"));

  /** A machine that runs a release well, with nothing to say. */
  async function running(): Promise<string> {
    const revision = machine.deploy(release);
    machine.write("docker/after-up", healthy);
    await sync();
    machine.calls();
    assert.deepEqual(machine.state, { state: "ready", revision, running: revision });
    return revision;
  }

  it("says so when it was not told where its releases are", async () => {
    machine.deployment = undefined;
    await sync();
    assert.deepEqual(machine.state, {
      state: "waiting",
      message: 'the metadata sourcegraph-deployment of this machine is "", and not gs://BUCKET/PREFIX',
    });
  });

  it("refuses a file with another checksum, and lets what runs go on", async () => {
    const first = await running();
    const second = machine.deploy(next);
    const name = [...machine.objects.keys()].find((each) => each.endsWith("grafana/more.yaml"))!;
    machine.objects.set(name, "a: 2\n");
    await sync();
    assert.equal(machine.state.state, "failed");
    assert.match(
      machine.state.message!,
      /^grafana\/more\.yaml has the checksum [0-9a-f]{64}, but [0-9a-f]{64} was ann/,
    );
    assert.deepEqual([machine.state.revision, machine.state.running], [second, first]);
    assert.deepEqual([current(), machine.calls()], [`releases/${first}`, []]);
    machine.objects.set(name, "a: 1\n");
    machine.endPause();
    await sync();
    assert.deepEqual(machine.state, { state: "ready", revision: second, running: second });
  });

  it("throws away what an interrupted download left", async () => {
    const revision = machine.deploy(release);
    machine.write(`var/lib/sourcegraph/releases/${revision}.partial/compose.yaml`, "half of it");
    machine.write(`var/lib/sourcegraph/releases/${revision}.partial/rubbish`, "");
    machine.write("docker/after-up", healthy);
    await sync();
    assert.equal(machine.state.state, "ready");
    assert.equal(machine.read(`var/lib/sourcegraph/releases/${revision}/compose.yaml`), compose);
    assert.deepEqual(releases(), [revision]);
    assert.ok(!machine.has(`var/lib/sourcegraph/releases/${revision}/rubbish`));
  });

  it("tries again what can't be pulled, ever more rarely, and says so after five times", async () => {
    const first = await running();
    const second = machine.deploy(next);
    machine.write("docker/fail-pull", "");
    for (let attempt = 1; attempt <= 5; attempt++) {
      await sync();
      // The pause isn't over.
      await sync();
      assert.equal(machine.calls().length, 1);
      const { state, message } = machine.state;
      assert.equal(state, attempt < 5 ? "waiting" : "failed");
      assert.match(message!, /docker compose pull ended with 18: toomanyrequests: slow down$/);
      assert.equal(message!.startsWith(`attempt ${attempt} of 5: `), attempt < 5);
      machine.endPause();
    }
    assert.deepEqual([machine.state.revision, machine.state.running], [second, first]);
    machine.remove("docker/fail-pull");
    await sync();
    assert.deepEqual(machine.state, { state: "ready", revision: second, running: second });
  });

  it("tries again what can't be started", async () => {
    machine.deploy(release);
    machine.write("docker/fail-up", "");
    await sync();
    assert.match(machine.state.message!, /^attempt 1 of 5: .*migrator exited \(1\)$/);
    machine.remove("docker/fail-up");
    machine.write("docker/after-up", healthy);
    machine.endPause();
    await sync();
    assert.equal(machine.state.state, "ready");
  });

  it("goes on telling how it is while it can't be told what to run", async () => {
    const revision = await running();
    machine.environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: "http://127.0.0.1:1/" };
    await sync();
    assert.deepEqual([machine.state.state, machine.state.revision], ["ready", revision]);
    assert.match(machine.state.message!, /^127\.0\.0\.1:1 can't be reached: .*refused/);
    machine.write("docker/containers", container("gitserver-0"));
    await sync();
    assert.deepEqual([machine.state.state, machine.state.waiting], ["waiting", "searcher-0"]);
    assert.deepEqual(machine.calls(), []);
  });

  it("says for itself what it can't report, and goes on once it can", async () => {
    const revision = machine.deploy(release);
    machine.write("docker/after-up", healthy);
    machine.token = "another";
    machine.environment = { GCE_METADATA_HOST: "127.0.0.1:1" };
    const { code, output } = await machine.run("sync");
    assert.equal(code, 0);
    assert.match(output, /the report was not sent: 127\.0\.0\.1:1 can't be reached/);
    machine.environment = {};
    await sync();
    assert.deepEqual(machine.state, { state: "ready", revision, running: revision });
  });

  it("fails to start without its secrets, so that it is started again", async () => {
    await running();
    machine.secrets.clear();
    const { code, output } = await machine.run("start");
    assert.equal(code, 1);
    assert.match(output, /the secret projects\/p\/secrets\/pgsql has no value yet/);
    assert.deepEqual(machine.calls(), []);
  });
});
