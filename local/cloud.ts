import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../system/processes.mjs";
import { paths } from "./directory.ts";
import { type Endpoints, readEndpoints } from "./endpoints.ts";
import type { Seed } from "./google/core/cloud.ts";
import { Switchboard } from "./switchboard.ts";
import { withLock } from "./toolchain/lock.mjs";

/** Milliseconds that the local cloud may take to start. */
const startLimit = 20_000;

/**
 * Starts the local Google Cloud of a folder unless it runs already, and returns where it listens.
 * @throws Error with the end of its log when it doesn't come up.
 */
export async function startCloud(root: string, seed: Seed): Promise<{ endpoints: Endpoints; started: boolean }> {
  const { directory, lock, log, token } = paths(root);
  mkdirSync(directory, { recursive: true });
  return withLock(
    lock,
    async () => {
      const running = await Switchboard.find(directory);
      if (running) return { endpoints: readEndpoints(directory)!, started: false };
      const caller = `user:platform-admin@${seed.organization.domain}`;
      const output = openSync(log, "a");
      const main = join(import.meta.dirname, "google", "main.ts");
      const child = spawn(process.execPath, [main, directory, JSON.stringify(seed), caller], {
        detached: true,
        stdio: ["ignore", output, output],
      });
      child.unref();
      await waitFor(directory, log, child.pid!);
      const endpoints = readEndpoints(directory)!;
      writeFileSync(token, endpoints.token, { mode: 0o600 });
      return { endpoints, started: true };
    },
    () => undefined,
  );
}

async function waitFor(directory: string, log: string, pid: number): Promise<void> {
  for (const start = Date.now(); Date.now() - start < startLimit; await sleep(20)) {
    if (readEndpoints(directory)?.pid === pid && (await Switchboard.find(directory))) return;
    if (!isAlive(pid)) break;
  }
  // One that is only late would write to the same data as the next.
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
  const tail = readFileSync(log, "utf8").trim().split("\n").slice(-20).join("\n");
  throw new Error(`The local Google Cloud did not start. The end of ${log}:\n${tail}`);
}

/** Stops the local Google Cloud of a folder; its data stays. Returns whether it ran. */
export async function stopCloud(root: string): Promise<boolean> {
  const { directory } = paths(root);
  const switchboard = await Switchboard.find(directory);
  if (!switchboard) return false;
  const { pid } = await switchboard.status();
  await switchboard.stop();
  while (isAlive(pid)) await sleep(10);
  return true;
}
