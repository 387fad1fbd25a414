import { spawn } from "node:child_process";

/** How much of what a program prints is kept for the message when it fails. */
const kept = 3000;

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with the end of its output when it fails, can't be started or takes longer than `timeout` milliseconds.
 */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let all = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      all = (all + chunk).slice(-kept);
    });
    child.stderr.on("data", (chunk) => {
      all = (all + chunk).slice(-kept);
    });
    child.on("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args[0] ?? ""} failed (${signal ?? `exit ${code}`}): ${all.trim()}`));
    });
  });
}
