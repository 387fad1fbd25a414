import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, ensure, neededToBuild, type Part, type Tool, type Way } from "./obtain.ts";
import { run } from "./run.ts";

/** The version of the engine; the SDK and the `pulumi` package have the same. */
export const pulumiVersion = "3.255.0";

const installer = "https://get.pulumi.com/install.sh";

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
const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`;

/** What is built, and what it is called. The language host is the last that a module holds; it runs today's programs. */
const parts: Part[] = [
  { name: "engine", module: "engine", program: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", output: "pulumi", stamp },
  {
    name: "language host",
    module: "language",
    program: `github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/${languageHost}`,
    output: `${languageHost}-3.63`,
    stamp,
  },
];

/** That host takes the options of Pulumi.yaml as flags, which today's engine no longer gives. */
const launcher = `#!/bin/sh
exec "\${0%/*}/${parts[1]!.output}" -typescript=false "$@"
`;

const builder = build(parts);

const pulumi: Tool = {
  name: `the Pulumi engine ${pulumiVersion}`,
  folder: `pulumi-${pulumiVersion}`,
  ways: [
    download,
    {
      ...builder,
      async obtain(folder, say) {
        await builder.obtain(folder, say);
        writeFileSync(join(folder, "bin", languageHost), launcher, { mode: 0o755 });
      },
    },
  ],
  async check(folder) {
    const version = (await run(join(folder, "bin", "pulumi"), ["version"])).trim();
    if (version !== `v${pulumiVersion}`) throw new Error(`it turned out to be ${version}`);
    if (!existsSync(join(folder, "bin", languageHost))) throw new Error("it came without its language host");
  },
  needed: `network access to ${new URL(installer).host}, or ${neededToBuild}`,
};

/**
 * Makes sure that the Pulumi engine and its language host are there, and returns the folder with their `bin`.
 * @throws SetupError when there is no way to get them.
 */
export const ensurePulumi = (): Promise<string> => ensure(pulumi);
