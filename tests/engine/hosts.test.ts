import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Hosts } from "../../engine/hosts.ts";
import { awaitLocks, type LockOwner, type Machine } from "../../engine/locks.ts";
import { openStateStore } from "../../engine/state-store.ts";
import { googleClient } from "../../google/client.ts";

describe("the machines that runs of workflows work on", () => {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-hosts-"));
  after(() => rmSync(folder, { recursive: true }));
  const store = openStateStore(pathToFileURL(folder).href, googleClient({}));
  const hosts = new Hosts(store);
  const owner: LockOwner = { pid: 42, hostname: "runner.7_a", username: "r", timestamp: "2026-11-22T12:00:00Z" };
  const over = (...runs: number[]) => hosts.isOver(owner, async (run) => runs.includes(run));

  it("are over once all that is known of them is", async () => {
    assert.equal(await over(1, 2), false, "nothing is known");
    await hosts.claim("runner.7_a", 1);
    await hosts.claim("runner.7_a", 1);
    await hosts.claim("runner.8", 3);
    assert.equal(await over(), false);
    assert.equal(await over(1), true);
    await hosts.claim("runner.7_a", 2);
    assert.equal(await over(1), false);
    assert.equal(await over(1, 2), true);
    await hosts.release("runner.7_a", 1);
    await hosts.release("runner.7_a", 2);
    await hosts.release("runner.7_a", 2);
    assert.equal(await over(1, 2), false);
  });

  it("leave locks that are taken from them, and asks about those now and then", async () => {
    const here: Machine = { hostname: "here", isAlive: () => true, startTime: () => undefined };
    const path = ".pulumi/locks/organization/sourcegraph-distribution/s/a.json";
    await store.create(path, owner);
    let asked = 0;
    const locks = await awaitLocks(store, "s", {
      machine: here,
      isOver: async () => ++asked === 3,
      patience: 60_000,
      sleep: async () => undefined,
      report: () => undefined,
    });
    assert.deepEqual([locks, asked], [[{ path, owner }], 3]);
  });
});
