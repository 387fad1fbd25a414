import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** What a person does: waits until something is shown, then presses keys. */
export type Step = readonly [shown: string, keys: string];

/** The keys of a terminal by name. */
export const keys = { enter: "\r", down: "\u001b[B", space: " ", yes: "y", stop: "\u0003" };

/**
 * Runs a program on a terminal, as `script` of util-linux makes one, and plays a person at it.
 * @throws Error when something that is waited for is never shown.
 */
export function onTerminal(
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  steps: readonly Step[],
): Promise<{ code: number; screen: string }> {
  const line = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn("script", ["--quiet", "--return", "--command", `stty cols 80 rows 40; ${line}`, "/dev/null"], {
      ...options,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const left = [...steps];
    let [screen, seen] = ["", 0];
    child.stdout.on("data", (chunk: Buffer) => {
      screen += stripVTControlCharacters(chunk.toString());
      for (let next = left[0]; next && screen.indexOf(next[0], seen) >= 0; next = left[0]) {
        seen = screen.indexOf(next[0], seen) + next[0].length;
        child.stdin.write(next[1]);
        left.shift();
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (left.length > 0) reject(new Error(`${JSON.stringify(left[0]![0])} was never shown:\n${screen}`));
      else resolve({ code: code ?? 1, screen });
    });
  });
}
