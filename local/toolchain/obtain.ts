import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "./cache.mjs";
import { withLock } from "./lock.mjs";
import { progress } from "./progress.mjs";
import { run } from "./run.ts";
import { SetupError } from "./setup-error.mjs";

/** Says what is being done, beside the name of what is obtained. */
export type Say = (detail: string) => void;

/** A way to get programs into a folder's `bin`. Throws with the reason when it isn't open. */
export interface Way {
  name: string;
  obtain(folder: string, say: Say): Promise<void>;
}

/** Programs that are obtained together. */
export interface Tool {
  /** As a sentence names it: "the Pulumi engine 3.255.0". */
  name: string;
  /** The name of its folder in the cache, without the machine's kind. */
  folder: string;
  /** Tried in their order. */
  ways: Way[];
  /** Throws when a folder's programs don't run, or are not those that are wanted. */
  check(folder: string): Promise<void>;
  /** What to install when no way is open: "network access to example.com, or Go". */
  needed: string;
}

/** A program that is built. */
export interface Part {
  name: string;
  /** The folder beside this file with its go.mod. */
  module: string;
  /** Its package. */
  program: string;
  /** The name of its file. */
  output: string;
  /** The value for the compiler's -ldflags, besides leaving out what only debuggers read. */
  stamp?: string;
}

/** What must be there for a build, for the message that asks for it. */
export const neededToBuild = "Go 1.21 or newer (https://go.dev/dl) with access to its module proxy";

/** A way to get programs: out of the modules that they were published as. */
export const build = (parts: Part[]): Way => ({
  name: "build from Go modules",
  async obtain(folder, say) {
    const version = await run("go", ["version"]).catch(() => {
      throw new Error("no `go` is on the PATH");
    });
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
    if (Number(major) === 1 && Number(minor) < 21) throw new Error(`${version.trim()} is too old: 1.21 is needed`);
    for (const [index, { name, module, program, output, stamp = "" }] of parts.entries()) {
      say(`building the ${name} from its Go modules (${index + 1} of ${parts.length}; the first takes a few minutes)`);
      const source = join(folder, "source", module);
      if (!existsSync(source)) cpSync(join(import.meta.dirname, module), source, { recursive: true });
      // What only debuggers read is left out in the end, so it needn't be made: a tenth of the time.
      const lean = ["-trimpath", "-gcflags=all=-dwarf=false", "-ldflags", `-s -w ${stamp}`];
      const args = ["build", ...lean, "-o", join(folder, "bin", output), program];
      await run("go", args, {
        cwd: source,
        timeout: 3_600_000,
        // A compiler that collects its garbage less often is faster, for some hundred megabytes.
        env: {
          ...process.env,
          CGO_ENABLED: "0",
          GOFLAGS: "-mod=mod -buildvcs=false",
          GOGC: "400",
          GOTOOLCHAIN: "auto",
        },
      });
    }
    rmSync(join(folder, "source"), { recursive: true });
  },
});

/** Removes what a run left that was killed half-way. Only the holder of the lock does, so nobody is using it. */
function removeLeftovers(target: string): void {
  const prefix = `${basename(target)}.new-`;
  for (const name of readdirSync(dirname(target))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(target), name), { recursive: true, force: true });
  }
}

/** Fills a folder by the first way that is open. */
async function obtain(tool: Tool, target: string, say: Say): Promise<void> {
  removeLeftovers(target);
  const failures: string[] = [];
  for (const way of tool.ways) {
    // Made aside and moved into place at the end: a run that is killed half-way leaves nothing that looks finished.
    const folder = mkdtempSync(`${target}.new-`);
    try {
      mkdirSync(join(folder, "bin"), { recursive: true });
      await way.obtain(folder, say);
      await tool.check(folder);
      rmSync(target, { recursive: true, force: true });
      renameSync(folder, target);
      return;
    } catch (error) {
      failures.push(`  ${way.name}: ${(error as Error).message}`);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const name = tool.name.charAt(0).toUpperCase() + tool.name.slice(1);
  throw new SetupError(
    `${name} could not be obtained. What was tried:\n${failures.join("\n")}\n` +
      `Install either: ${tool.needed}. Then run this again; nothing was left half-done.`,
  );
}

/**
 * Makes sure that programs are in the cache, and returns the folder with their `bin`.
 * @throws SetupError when there is no way to get them.
 */
export async function ensure(tool: Tool): Promise<string> {
  const cache = cacheFolder();
  const target = join(cache, `${tool.folder}-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  await progress(`Obtaining ${tool.name}`, (say) =>
    withLock(
      `${target}.lock`,
      async () => {
        if (!existsSync(target)) await obtain(tool, target, say);
      },
      (owner) => say(`waiting for process ${owner}, which is at it already`),
    ),
  );
  return target;
}
