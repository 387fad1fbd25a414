import assert from "node:assert/strict";
import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import type { Release } from "../../machine/manifest.ts";
import { eachWithMachine, type TestMachine } from "../support/machine.ts";
import { healthy, release } from "../support/release.ts";

const state = "var/lib/sourcegraph";

/** A release in which one folder is as it was, one is another, and one is new. */
const next: Release = {
  ...release,
  files: [
    ...release.files.filter(({ path }) => !path.startsWith("tools/")),
    { path: "tools/check.sh", content: "#!/bin/sh\nexit 0\n", mode: 0o755 },
    { path: "grafana/dashboards/one.json", content: "{}\n" },
  ],
};

/** Ends the program as `kill -9` would, before the step of a number at which it changes names on the disk or starts something. */
const killer = `import os, sys
left = int(os.environ["STEPS"])
def hook(event, arguments):
    global left
    if event in ("os.rename", "os.symlink", "os.remove", "os.rmdir", "subprocess.Popen"):
        left -= 1
        if left == 0:
            os._exit(137)
sys.addaudithook(hook)
`;

describe("the place of the release that runs", () => {
  let machine: TestMachine;
  eachWithMachine((started) => {
    machine = started;
    machine.write("docker/after-up", healthy);
  });

  const current = () => basename(readlinkSync(join(machine.root, state, "current")));
  const listed = (folder: string) => readdirSync(join(machine.root, state, folder));
  const placed = (path: string) => realpathSync(join(machine.root, state, "current", path));

  /** Deploys a release, and returns its revision once the machine was asked to run it. */
  async function bring(wanted: Release): Promise<string> {
    const revision = machine.deploy(wanted);
    assert.equal((await machine.run("sync")).code, 0);
    return revision;
  }

  /** Fails unless a release runs, whole, and nothing of another is left. */
  function assertRuns({ files }: Release, revision: string, when: string): void {
    assert.deepEqual(machine.state, { state: "ready", revision, running: revision }, when);
    assert.equal(current(), revision, when);
    for (const { path, content } of files) assert.equal(machine.read(`${state}/current/${path}`), content, when);
    assert.deepEqual(listed("releases"), [revision], when);
    const folders = new Set(files.flatMap(({ path }) => (path.includes("/") ? [path.split("/")[0]] : [])));
    assert.equal(listed("folders").length, folders.size, when);
  }

  it("has the same path whichever it is, or containers with configuration would be others to Compose", async () => {
    await bring(release);
    await bring(next);
    await machine.run("start");
    const place = `${state}/current`;
    assert.deepEqual(machine.folders("up"), [place, place, place]);
    await machine.run("stop");
    assert.deepEqual(machine.folders("stop"), [place]);
  });

  it("keeps the very folders that containers mounted, as long as there is the same in them", async () => {
    await bring(release);
    const before = [placed("caddy"), placed("tools")];
    assertRuns(next, await bring(next), "after the second");
    assert.equal(placed("caddy"), before[0]);
    assert.notEqual(placed("tools"), before[1]);
    assert.ok(!listed("folders").includes(basename(before[1]!)));
  });

  it("is left to what runs by a release that is refused, or whose images can't be pulled", async () => {
    const first = await bring(release);
    await bring({ ...next, files: [...next.files, { path: "compose.yaml.more", content: "" }], type: "container" });
    assert.deepEqual([machine.state.state, machine.state.message], ["failed", "there is no run.sh"]);
    assert.deepEqual([current(), machine.state.running], [first, first]);
    machine.write("docker/fail-pull", "");
    await bring(next);
    assert.deepEqual([current(), machine.state.running], [first, first]);
  });

  it("belongs to a release that couldn't be started, as some of it may run, until another is started", async () => {
    await bring(release);
    machine.write("docker/fail-up", "");
    const second = await bring(next);
    assert.deepEqual([current(), machine.state.running], [second, second]);
    machine.remove("docker/fail-up");
    assertRuns(release, await bring(release), "after going back");
  });

  for (const goesBack of [false, true]) {
    it(`is found after a kill before any step, ${goesBack ? "with the one before" : "still"} asked for`, async () => {
      machine.write("python/sitecustomize.py", killer);
      await bring(release);
      let [now, then] = [release, next];
      for (let step = 1; ; step++) {
        machine.deploy(then);
        machine.environment = { PYTHONPATH: join(machine.root, "python"), STEPS: String(step) };
        const { code, output } = await machine.run("sync");
        machine.environment = {};
        if (code === 0) {
          assert.ok(step > 20, `${step} steps`);
          break;
        }
        assert.equal(code, 137, output);
        // Whichever it is, it is whole.
        for (const path of ["compose.yaml", "caddy/Caddyfile", "tools/check.sh"]) {
          assert.ok(machine.has(`${state}/current/${path}`), `${path} before step ${step}`);
        }
        const wanted = goesBack ? now : then;
        assertRuns(wanted, await bring(wanted), `before step ${step}`);
        if (!goesBack) [now, then] = [then, now];
      }
    });
  }
});
