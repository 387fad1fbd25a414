import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureKubernetes } from "../local/toolchain/kubernetes.ts";
import { ensurePulumi } from "../local/toolchain/pulumi.ts";
import { reportSetupError } from "../local/toolchain/setup-error.mjs";

const root = join(import.meta.dirname, "..");

/** Runs all tests, or those in the files that are named. */
async function main(files: string[]): Promise<void> {
  // The tests on the real engine and on real control planes take them from the cache.
  await ensurePulumi();
  await ensureKubernetes();
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const colour = process.stdout.isTTY ? [] : ["--no-color"];
  const child = spawn(process.execPath, [mocha, ...colour, ...(files.length > 0 ? files : ["tests/**/*.test.ts"])], {
    cwd: root,
    stdio: "inherit",
  });
  child.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}

main(process.argv.slice(2)).catch(reportSetupError);
