import { execFileSync } from "node:child_process";

const identity = {
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** Runs git in a folder and returns what it printed. */
export function git(folder: string, args: readonly string[], input?: string): string {
  return execFileSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...identity },
    stdio: ["pipe", "pipe", "pipe"],
    ...(input !== undefined && { input }),
  }).trim();
}
