import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "./project.ts";

/** Waits for something to come true, in bounds. */
export async function until(what: string, test: () => boolean | Promise<boolean>, seconds = 300): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await test())) {
    if (Date.now() > end) throw new Error(`${what} did not come true in ${seconds} s`);
    await sleep(20);
  }
}

/** The number of the engine's process, by the lock that it holds. */
export function enginePid(project: TestProject, stack: string): number | undefined {
  const folder = join(project.root, ".local/state/.pulumi/locks/organization/sourcegraph-distribution", stack);
  const lock = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith(".json")) : undefined;
  return lock && JSON.parse(readFileSync(join(folder, lock), "utf8")).pid;
}

/** Kills a process as a crash does; one that has just ended by itself is fine too. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
