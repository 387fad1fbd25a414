import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startMark } from "../../system/processes.mjs";

/** Milliseconds within which a new lock names its owner; one that still doesn't was left by a killed process. */
const naming = 5_000;

/**
 * Who holds a lock; undefined when nobody does, any more.
 * @param {string} path
 * @returns {{ pid: number } | undefined}
 */
function holder(path) {
  try {
    const { pid, start } = JSON.parse(readFileSync(join(path, "owner.json"), "utf8"));
    return isAlive(pid) && startMark(pid) === start ? { pid } : undefined;
  } catch {
    try {
      return Date.now() - statSync(path).mtimeMs < naming ? { pid: 0 } : undefined;
    } catch {
      return undefined;
    }
  }
}

/**
 * Runs work while no other process does so under the same lock. A lock whose owner died is taken over.
 * @template T
 * @param {string} path the lock: a folder that exists while it is held
 * @param {() => Promise<T>} work
 * @param {(owner: number) => void} waiting called while another process holds the lock, with its number
 * @returns {Promise<T>}
 */
export async function withLock(path, work, waiting) {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const owner = holder(path);
    if (owner) {
      waiting(owner.pid);
      await sleep(200);
      continue;
    }
    // Only one of those who find it abandoned can move it away.
    const away = `${path}.abandoned-${process.pid}`;
    try {
      renameSync(path, away);
      rmSync(away, { recursive: true, force: true });
    } catch {
      // Somebody else was quicker.
    }
  }
  writeFileSync(join(path, "owner.json"), JSON.stringify({ pid: process.pid, start: startMark(process.pid) }));
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
