import assert from "node:assert/strict";
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { container, eachWithMachine, type TestMachine } from "../support/machine.ts";
import { healthy, next, release } from "../support/release.ts";

describe("the agent of a machine", () => {
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

  it("waits as long as nothing was deployed", async () => {
    await sync();
    assert.deepEqual(machine.state, {
      state: "waiting",
      message: "gs://b/current/manifest.json is not there: nothing was deployed yet",
    });
    assert.deepEqual(machine.calls(), []);
  });

  it("fetches a release, pulls its images, starts it, and says that it is well", async () => {
    const revision = machine.deploy(release);
    machine.write("docker/after-up", healthy);
    await sync();
    assert.deepEqual(machine.calls(), [
      "compose pull --quiet --policy missing",
      "compose up --detach --remove-orphans --quiet-pull",
      "image prune --all --force",
    ]);
    const folder = join("var/lib/sourcegraph", current());
    assert.equal(current(), `releases/${revision}`);
    assert.equal(machine.read(join(folder, "caddy/Caddyfile")), "http:// {\n}\n");
    assert.equal(statSync(join(machine.root, folder, "tools/check.sh")).mode & 0o777, 0o755);
    assert.deepEqual(machine.state, { state: "ready", revision, running: revision });
  });

  it("gives secrets to Compose and keeps them where only root reads them and a restart loses them", async () => {
    await running();
    const path = "run/sourcegraph/secrets.env";
    assert.equal(machine.read(path), "PGPASSWORD=s3cret # with $signs\n");
    assert.equal(statSync(join(machine.root, path)).mode & 0o777, 0o600);
    assert.equal(statSync(join(machine.root, "run/sourcegraph")).mode & 0o777, 0o700);
    assert.match(machine.read("docker/environment"), /^PGPASSWORD=s3cret # with \$signs$/m);
    const lasting = readdirSync(join(machine.root, "var"), { recursive: true, withFileTypes: true });
    for (const file of lasting.filter((each) => each.isFile())) {
      assert.doesNotMatch(machine.read(join(file.parentPath, file.name).slice(machine.root.length)), /s3cret/);
    }
  });

  it("says which services it waits for, and leaves alone what runs already", async () => {
    const revision = machine.deploy(release);
    machine.write(
      "docker/after-up",
      container("gitserver-0", "running", "Up 3 seconds (health: starting)") +
        container("searcher-0", "restarting", "Restarting (1) 2 seconds ago"),
    );
    await sync();
    assert.deepEqual(machine.state, {
      state: "waiting",
      revision,
      running: revision,
      waiting: "gitserver-0, searcher-0",
    });
    machine.calls();
    machine.write("docker/containers", healthy);
    await sync();
    assert.equal(machine.state.state, "ready");
    assert.deepEqual(machine.calls(), ["image prune --all --force"]);
  });

  it("takes what ran once and ended well for well, and what ended badly for broken", async () => {
    const once = { ...release, services: [...release.services, "migrator"] };
    machine.deploy(once);
    machine.write("docker/after-up", healthy + container("migrator", "exited", "Exited (0) 1 minute ago"));
    await sync();
    assert.equal(machine.state.state, "ready");
    machine.write("docker/containers", healthy + container("migrator", "exited", "Exited (137) 1 second ago"));
    await sync();
    const { state, waiting, message } = machine.state;
    assert.deepEqual([state, waiting, message], ["failed", "migrator", "migrator ended: Exited (137) 1 second ago"]);
  });

  it("never shows a new revision as ready before it is", async () => {
    const first = await running();
    const second = machine.deploy(next);
    const before = machine.told.length;
    // Until they are replaced, the containers of the first are as well as ever.
    machine.write("docker/hold", "");
    const done = machine.run("sync");
    const seen = () => machine.told.slice(before).some(([key]) => key === "waiting" || key === "message");
    while (!(seen() && machine.state.message === "starting" && machine.state.waiting === undefined)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual([machine.state.state, machine.state.revision], ["waiting", second]);
    machine.remove("docker/hold");
    assert.equal((await done).code, 0);
    assert.deepEqual(machine.state, { state: "ready", revision: second, running: second });
    for (let end = 1; end < machine.told.length; end++) {
      const { revision, state } = Object.fromEntries(machine.told.slice(0, end));
      assert.ok(state !== "ready" || revision === first || end === machine.told.length, `after ${end} changes`);
    }
    assert.deepEqual(releases(), [second], "the one before is no longer needed");
  });

  it("starts what it ran before a restart, with its secrets", async () => {
    await running();
    machine.remove("run");
    machine.secrets.set("projects/p/secrets/pgsql", "changed");
    assert.equal((await machine.run("start")).code, 0);
    assert.deepEqual(machine.calls(), ["compose up --detach --remove-orphans --quiet-pull"]);
    assert.match(machine.read("docker/environment"), /^PGPASSWORD=changed$/m);
    await sync();
    assert.equal(machine.state.state, "ready");
    assert.deepEqual(machine.calls(), [], "it runs already");
  });

  it("has nothing to start before the first release", async () => {
    assert.deepEqual(await machine.run("start"), { code: 0, output: "nothing was deployed yet\n" });
    assert.equal((await machine.run("stop")).code, 0);
  });

  it("stops containers, and leaves them and their volumes there", async () => {
    await running();
    assert.equal((await machine.run("stop")).code, 0);
    assert.deepEqual(machine.calls(), ["compose stop"]);
  });

  it("goes back to an earlier release that is deployed again", async () => {
    const first = await running();
    machine.deploy(next);
    await sync();
    machine.deploy(release);
    await sync();
    assert.deepEqual(machine.state, { state: "ready", revision: first, running: first });
    assert.equal(current(), `releases/${first}`);
  });
});
