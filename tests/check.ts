import { join } from "node:path";
import { duration } from "../local/toolchain/progress.mjs";
import { run } from "../local/toolchain/run.ts";

const root = join(import.meta.dirname, "..");
const tool = (path: string) => join(root, "node_modules", path);

/** What is checked besides the tests. */
const checks: [what: string, command: string, args: string[], mend: string][] = [
  ["format and lint", tool(".bin/biome"), ["check", "."], "npm run format"],
  ["types", process.execPath, [tool("typescript/bin/tsc"), "--noEmit", "-p", root], "mend what the compiler says"],
  ["generated files", process.execPath, [join(root, "docs", "generate.ts"), "--check"], "node docs/generate.ts"],
];

/** Runs all checks side by side, shows how each went, and fails if any did. */
async function main(): Promise<void> {
  const results = checks.map(async ([what, command, args, mend]) => {
    const start = Date.now();
    try {
      await run(command, args, { cwd: root });
      console.log(`✔ ${what} (${duration(Date.now() - start)})`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`✘ ${what}: ${(error as Error).message}\n→ ${mend}`);
    }
  });
  await Promise.all(results);
}

await main();
