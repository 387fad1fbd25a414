import assert from "node:assert/strict";
import { findDeadLocks, isDead, type LockOwner, type Machine } from "../../engine/locks.ts";
import type { StateStore } from "../../engine/state-store.ts";
import { UserError } from "../../spec/problem.ts";

const owner: LockOwner = { pid: 42, hostname: "here", username: "ada", timestamp: "2026-11-22T12:00:00Z" };
const taken = Date.parse(owner.timestamp);

const machine = (alive: boolean, started?: number): Machine => ({
  hostname: "here",
  isAlive: () => alive,
  startTime: () => started,
});

describe("the owner of a lock", () => {
  for (const [what, who, where, dead] of [
    ["is dead when no process has its number", owner, machine(false), true],
    ["lives when its process began before it took the lock", owner, machine(true, taken - 5000), false],
    ["is dead when a later process has its number", owner, machine(true, taken + 3_600_000), true],
    ["lives when nobody knows when its process began", owner, machine(true), false],
    ["can't be known to be dead on another machine", { ...owner, hostname: "there" }, machine(false), false],
  ] as const) {
    it(what, () => assert.equal(isDead(who, where), dead));
  }
});

describe("the locks of the dead", () => {
  const store = (files: Map<string, string>): StateStore => ({
    read: async (path) => files.get(path),
    list: async () => [...files.keys()],
    remove: async (path) => void files.delete(path),
  });

  it("are found with their owners", async () => {
    const files = new Map([["lock", JSON.stringify(owner)]]);
    assert.deepEqual(await findDeadLocks(store(files), "s", machine(false)), [{ path: "lock", owner }]);
  });

  it("are not given out when another owner may live, who is named", async () => {
    const files = new Map([
      ["dead", JSON.stringify({ ...owner, pid: 41 })],
      ["alive", JSON.stringify(owner)],
    ]);
    const mixed: Machine = { hostname: "here", isAlive: (pid) => pid === 42, startTime: () => taken - 1 };
    await assert.rejects(findDeadLocks(store(files), "s", mixed), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /s is being changed by process 42 of ada on here/);
      return true;
    });
  });
});
