import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../local/toolchain/lock.mjs";
import { startMark } from "../../../system/processes.mjs";

describe("a lock between processes", () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sgdist-lock-"));
    lock = join(folder, "lock");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const nobody = () => assert.fail("there is nobody to wait for");

  it("lets one work at a time, and says for whom the other waits", async () => {
    const done: string[] = [];
    const first = Promise.withResolvers<void>();
    const waited = Promise.withResolvers<number>();
    const one = withLock(lock, () => first.promise.then(() => done.push("one")), nobody);
    const two = withLock(lock, async () => done.push("two"), waited.resolve);
    assert.equal(await waited.promise, process.pid);
    assert.deepEqual(done, []);
    first.resolve();
    await Promise.all([one, two]);
    assert.deepEqual(done, ["one", "two"]);
  });

  it("is given back when the work fails", async () => {
    await assert.rejects(
      withLock(lock, () => Promise.reject(new Error("broken")), nobody),
      { message: "broken" },
    );
    assert.equal(existsSync(lock), false);
    assert.equal(await withLock(lock, async () => 7, nobody), 7);
  });

  it("is taken over from a process that was killed", async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, "owner.json"), JSON.stringify({ pid: 2 ** 22 + 1, start: "1" }));
    assert.equal(await withLock(lock, async () => 7, nobody), 7);
  });

  it("is taken over when its owner's number has gone to another process", async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, "owner.json"), JSON.stringify({ pid: process.pid, start: `${startMark(process.pid)}0` }));
    assert.equal(await withLock(lock, async () => 7, nobody), 7);
  });

  it("is taken over from a process that was killed before it could say who it is", async () => {
    mkdirSync(lock);
    utimesSync(lock, 0, 0);
    assert.equal(await withLock(lock, async () => 7, nobody), 7);
  });
});
