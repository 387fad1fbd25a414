import { spawn } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { progress } from "./progress.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {{ version?: string, optional?: boolean }} LockedPackage */

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own list last, so an installation that was
 * killed half-way doesn't pass.
 * @param {string} root
 */
export function dependenciesComplete(root) {
  const wanted = lockedPackages(join(root, "package-lock.json"));
  const installed = lockedPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

/**
 * Installs the dependencies if they are not all there.
 * @param {string} root
 */
export async function ensureDependencies(root) {
  if (!dependenciesComplete(root)) await obtain(root);
  // So that `npx sgdist` runs this checkout's, at once.
  const link = join(root, "node_modules", ".bin", "sgdist");
  if (!existsSync(link)) symlinkSync("../../cli/sgdist.mjs", link);
}

/** @param {string} root */
async function obtain(root) {
  await progress("Installing dependencies", (say) =>
    withLock(
      join(root, ".local", "dependencies.lock"),
      async () => {
        if (!dependenciesComplete(root)) await install(root);
      },
      (owner) => say(`waiting for process ${owner}, which is at it already`),
    ),
  );
}

/** @param {string} root */
async function install(root) {
  // Run by npm, this is the npm that runs us; otherwise the one on the path.
  const npm = process.env.npm_execpath;
  const command = npm?.endsWith(".js") ? process.execPath : "npm";
  const args = [
    ...(npm?.endsWith(".js") ? [npm] : []),
    "ci",
    "--include=dev",
    // Even under `npm run --silent`, whose level npm hands down: what goes wrong must be seen.
    "--loglevel=error",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
  ];
  const output = await run(command, args, root);
  if (output !== undefined) {
    throw new SetupError(
      `The dependencies could not be installed: \`npm ci\` failed in ${root}.\n${output}\n` +
        "Is the package registry reachable? With a copy of its packages in npm's cache, no network is needed.",
    );
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string | undefined>} what it printed, if it failed
 */
function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve(String(error)));
    child.on("close", (code) => resolve(code === 0 ? undefined : output));
  });
}
