import { chmodSync, existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pulumiVersion } from "./toolchain/pulumi.ts";

/** The providers that have stand-ins, with the version of the official one that each stands in for. */
const providers = { gcp: "9.37.0", kubernetes: "4.34.2" } as const;

/**
 * Makes a PULUMI_HOME in which the engine finds its own programs, and our providers in the place of the official ones.
 * `engine`: the folder that the toolchain obtained.
 */
export function preparePulumiHome(home: string, engine: string): void {
  link(join(home, "versions", pulumiVersion), engine);
  for (const [name, version] of Object.entries(providers)) {
    const main = join(import.meta.dirname, "providers", name, "main.ts");
    const plugin = join(home, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
    mkdirSync(dirname(plugin), { recursive: true });
    writeFileSync(plugin, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(plugin, 0o755);
  }
}

function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && readlinkSync(path) === target) return;
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}
