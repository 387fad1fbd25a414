import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { StackPlan } from "../plan/stacks.ts";
import { readCheckpoint } from "./checkpoint.ts";
import type { Workspace } from "./workspace.ts";

/** Where the state of the bootstrap stack is now. One that is in the bucket, and whole, counts. */
export async function locateBootstrap(workspace: Workspace, stack: StackPlan): Promise<string> {
  const { first, home } = workspace.bootstrapBackends;
  const there = await readCheckpoint(workspace.storeAt(home), stack.name);
  if (there && there.resources.length > 0) return home;
  if (first.startsWith("file:")) mkdirSync(new URL(first), { recursive: true });
  return first;
}

/** Makes the passphrase that the bootstrap stack begins with, if it has none yet. */
export function makeBootstrapPassphrase({ bootstrapBackends: { passphraseFile } }: Workspace): void {
  if (existsSync(passphraseFile)) return;
  mkdirSync(dirname(passphraseFile), { recursive: true });
  writeFileSync(passphraseFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
}

/**
 * Moves the state of the bootstrap stack into its bucket, and its secrets under its key. A move that was killed half-way
 * is done again: the state is removed from where it was only once it is whole where it goes.
 */
export async function moveBootstrap(workspace: Workspace, stack: StackPlan): Promise<boolean> {
  const { first, home, passphraseFile } = workspace.bootstrapBackends;
  const before = await readCheckpoint(workspace.storeAt(first), stack.name);
  if (!before) {
    rmSync(passphraseFile, { force: true });
    return false;
  }
  const name = ["--stack", stack.name];
  const there = await readCheckpoint(workspace.storeAt(home), stack.name);
  if (!there || there.resources.length === 0) {
    const exported = await must(workspace, first, ["stack", "export", ...name]);
    if (!there) await must(workspace, home, ["stack", "init", stack.name, "--no-select"]);
    await must(workspace, home, ["stack", "import", ...name], exported);
    const moved = await readCheckpoint(workspace.storeAt(home), stack.name);
    if (moved?.resources.length !== before.resources.length) {
      throw new Error(`The state of ${stack.name} arrived in ${home} incomplete; it is still whole in ${first}.`);
    }
  }
  const key = workspace.secretsKeyOf(stack);
  if (key) await must(workspace, home, ["stack", "change-secrets-provider", key, ...name]);
  await must(workspace, first, ["stack", "rm", stack.name, "--force", "--yes", "--preserve-config"]);
  rmSync(passphraseFile, { force: true });
  workspace.useBackend(stack, home);
  return true;
}

async function must(workspace: Workspace, backend: string, args: string[], input?: string): Promise<string> {
  const { code, output } = await workspace.runAt(backend, args, undefined, input);
  if (code !== 0) throw new Error(`\`pulumi ${args.join(" ")}\` failed at ${backend}:\n${output}`);
  return output;
}
