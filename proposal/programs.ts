import { spawn } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { environmentStack } from "../plan/environment.ts";
import { applicationStack } from "../plan/names.ts";
import { deploymentTypes } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";

/**
 * Lays out the program of a commit in a folder, with the packages that are installed here.
 * @throws Error when git can't.
 */
export async function layOutProgram(root: string, commit: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await new Promise<void>((resolve, reject) => {
    const archive = spawn("git", ["-C", root, "archive", "--format=tar", commit], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const unpack = spawn("tar", ["-x", "-C", folder], { stdio: [archive.stdout, "ignore", "inherit"] });
    archive.on("error", reject);
    unpack.on("error", reject);
    unpack.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${commit} can't be unpacked`))));
  });
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) symlinkSync(join(root, "node_modules"), modules);
}

/** The stacks that show what a change of the program does: what all share, and an environment of each kind and type. */
export function representatives({ environments }: Specification): string[] {
  const shapes = new Map<string, string>();
  for (const { name, kind, deployment } of environments.values()) {
    const shape = `${deploymentTypes.indexOf(deployment.type)} ${kind}`;
    if (!shapes.has(shape)) shapes.set(shape, name);
  }
  const own = [...shapes.values()].flatMap((name) => [environmentStack(name), applicationStack(name)]);
  return ["bootstrap", "organization", "ci", "spending", ...own];
}
