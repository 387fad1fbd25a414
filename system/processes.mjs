import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Whether a process runs under a number.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked, but is there.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
}

/**
 * What tells a process from a later one with the same number: an opaque mark of when it started. Empty where the system
 * doesn't say.
 * @param {number} pid
 */
export function startMark(pid) {
  try {
    // Field 22 of /proc/PID/stat; the command before it is in parentheses and may hold anything.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)?.trim().split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/**
 * When a process started, in milliseconds since the epoch, to the second; undefined when it doesn't run.
 * @param {number} pid
 * @returns {number | undefined}
 */
export function startTime(pid) {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    const time = Date.parse(execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env }));
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
