// Runs a script of the project with everything that it needs: `node enter.mjs SCRIPT ARGUMENTS…`. This file and those
// that it imports run on any Node from 18 on and have no dependencies, because they come before both.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cacheFolder } from "./cache.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { reportSetupError, SetupError } from "./setup-error.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const needed = 24;

/** The Node to run with: this one if it is new enough, else the one that comes as a dependency. */
function node() {
  if (Number(process.versions.node.split(".")[0]) >= needed) return process.execPath;
  const own = join(root, "node_modules", ".bin", "node");
  if (existsSync(own)) return own;
  throw new SetupError(
    `Node ${needed} or newer is needed; this is ${process.version}, and the package that brings one doesn't support ` +
      `${process.platform} on ${process.arch}. Install Node ${needed} from https://nodejs.org and run this again.`,
  );
}

/**
 * Runs a script of the project.
 * @param {string} script its path from the project's folder
 * @param {string[]} args
 */
export async function enter(script, args) {
  await ensureDependencies(root);
  // Everything below, the engine's programs included, starts faster with what was compiled before.
  process.env.NODE_COMPILE_CACHE ??= join(cacheFolder(), "compiled");
  const path = resolve(root, script);
  const binary = node();
  if (binary === process.execPath) {
    module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
    process.argv = [process.argv[0] ?? "node", path, ...args];
    await import(pathToFileURL(path).href);
    return;
  }
  const child = spawn(binary, [path, ...args], { stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("close", (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  enter(script ?? "", args).catch(reportSetupError);
}
