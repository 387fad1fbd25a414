import assert from "node:assert/strict";
import { awaitLocks, isDead, type LockOwner, type Machine } from "../../engine/locks.ts";
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

describe("waiting for locks", () => {
  const store = (files: Map<string, string>): StateStore => ({
    read: async (path) => files.get(path),
    list: async () => [...files.keys()],
    create: async () => false,
    remove: async (path) => void files.delete(path),
  });
  /** A wait whose sleeps do something instead. */
  const waiting = (where: Machine, sleep: () => void = () => undefined) => {
    const said: string[] = [];
    return {
      machine: where,
      patience: 2000,
      sleep: async () => sleep(),
      report: (text: string) => said.push(text),
      said,
    };
  };

  it("returns those of the dead at once", async () => {
    const files = new Map([["lock", JSON.stringify(owner)]]);
    assert.deepEqual(await awaitLocks(store(files), "s", waiting(machine(false))), [{ path: "lock", owner }]);
  });

  it("waits for an owner that may live, and says so", async () => {
    const files = new Map([["alive", JSON.stringify(owner)]]);
    const wait = waiting(machine(true, taken - 1), () => files.clear());
    assert.deepEqual(await awaitLocks(store(files), "s", wait), []);
    assert.deepEqual(wait.said, ["waiting for process 42 of ada on here to finish changing the stack"]);
  });

  it("gives up in the end, and tells who holds it and what to do", async () => {
    const files = new Map([["alive", JSON.stringify(owner)]]);
    await assert.rejects(awaitLocks(store(files), "s", waiting(machine(true, taken - 1))), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /s is still being changed by process 42 of ada on here, since 2026-11-22T12:00:00Z/);
      assert.match(error.message, /pulumi cancel -s s/);
      return true;
    });
  });
});
