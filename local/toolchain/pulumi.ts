import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "./cache.mjs";
import { withLock } from "./lock.mjs";
import { progress } from "./progress.mjs";
import { run } from "./run.ts";
import { SetupError } from "./setup-error.mjs";

/** The version of the engine; the SDK and the `pulumi` package have the same. */
export const pulumiVersion = "3.255.0";

const installer = "https://get.pulumi.com/install.sh";
const here = import.meta.dirname;

type Say = (detail: string) => void;

/** A way to get the engine and its language host into a folder's `bin`. Throws with the reason when it isn't open. */
interface Way {
  name: string;
  obtain(folder: string, say: Say): Promise<void>;
}

const download: Way = {
  name: `download from ${new URL(installer).host}`,
  async obtain(folder, say) {
    say("downloading");
    const response = await fetch(installer, { signal: AbortSignal.timeout(15_000) }).catch((error) => {
      throw new Error(error.cause?.message ?? error.message);
    });
    if (!response.ok) throw new Error(`${installer} answered ${response.status}`);
    const script = join(folder, "install.sh");
    writeFileSync(script, await response.text());
    const args = [script, "--no-edit-path", "--install-root", folder, "--version", pulumiVersion];
    await run("/bin/sh", args, { timeout: 900_000 });
    rmSync(script);
  },
};

const languageHost = "pulumi-language-nodejs";

/** What is built, and what it is called. The language host is the last that a module holds; it runs today's programs. */
const parts = [
  { name: "engine", module: "engine", program: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", output: "pulumi" },
  {
    name: "language host",
    module: "language",
    program: `github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/${languageHost}`,
    output: `${languageHost}-3.63`,
  },
];

/** That host takes the options of Pulumi.yaml as flags, which today's engine no longer gives. */
const launcher = `#!/bin/sh
exec "\${0%/*}/${parts[1]!.output}" -typescript=false "$@"
`;

const build: Way = {
  name: "build from Go modules",
  async obtain(folder, say) {
    const version = await run("go", ["version"]).catch(() => {
      throw new Error("no `go` is on the PATH");
    });
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
    if (Number(major) === 1 && Number(minor) < 21) throw new Error(`${version.trim()} is too old: 1.21 is needed`);
    for (const [index, { name, module, program, output }] of parts.entries()) {
      say(`building the ${name} from its Go modules (${index + 1} of ${parts.length}; the first takes a few minutes)`);
      const source = join(folder, "source", module);
      cpSync(join(here, module), source, { recursive: true });
      const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`;
      const args = ["build", "-trimpath", "-ldflags", `-s -w ${stamp}`, "-o", join(folder, "bin", output), program];
      await run("go", args, {
        cwd: source,
        timeout: 3_600_000,
        env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false", GOTOOLCHAIN: "auto" },
      });
    }
    rmSync(join(folder, "source"), { recursive: true });
    writeFileSync(join(folder, "bin", languageHost), launcher, { mode: 0o755 });
  },
};

/** Whether a folder holds an engine that runs and is the one that is wanted. */
async function check(folder: string): Promise<void> {
  const version = (await run(join(folder, "bin", "pulumi"), ["version"])).trim();
  if (version !== `v${pulumiVersion}`) throw new Error(`it turned out to be ${version}`);
  if (!existsSync(join(folder, "bin", languageHost))) throw new Error("it came without its language host");
}

/** Removes what a run left that was killed half-way. Only the holder of the lock does, so nobody is using it. */
function removeLeftovers(target: string): void {
  const prefix = `${basename(target)}.new-`;
  for (const name of readdirSync(dirname(target))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(target), name), { recursive: true, force: true });
  }
}

/** Fills a folder by the first way that is open. */
async function obtain(target: string, say: Say): Promise<void> {
  removeLeftovers(target);
  const failures: string[] = [];
  for (const way of [download, build]) {
    // Made aside and moved into place at the end: a run that is killed half-way leaves nothing that looks finished.
    const folder = mkdtempSync(`${target}.new-`);
    try {
      mkdirSync(join(folder, "bin"), { recursive: true });
      await way.obtain(folder, say);
      await check(folder);
      rmSync(target, { recursive: true, force: true });
      renameSync(folder, target);
      return;
    } catch (error) {
      failures.push(`  ${way.name}: ${(error as Error).message}`);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new SetupError(
    `The Pulumi engine ${pulumiVersion} could not be obtained. What was tried:\n${failures.join("\n")}\n` +
      `Install either: network access to ${new URL(installer).host}, or Go 1.21 or newer (https://go.dev/dl) with access ` +
      "to its module proxy. Then run this again; nothing was left half-done.",
  );
}

/**
 * Makes sure that the Pulumi engine and its language host are there, and returns the folder with their `bin`.
 * @throws SetupError when there is no way to get them.
 */
export async function ensurePulumi(): Promise<string> {
  const cache = cacheFolder();
  const target = join(cache, `pulumi-${pulumiVersion}-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  await progress(`Obtaining the Pulumi engine ${pulumiVersion}`, (say) =>
    withLock(
      `${target}.lock`,
      async () => {
        if (!existsSync(target)) await obtain(target, say);
      },
      (owner) => say(`waiting for process ${owner}, which is at it already`),
    ),
  );
  return target;
}
