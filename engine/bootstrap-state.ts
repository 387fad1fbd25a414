import { mkdirSync } from "node:fs";
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

/**
 * Moves the state of the bootstrap stack into its bucket. A move that was killed half-way is done again: the state is
 * removed from where it was only once it is whole where it goes.
 */
export async function moveBootstrap(workspace: Workspace, stack: StackPlan): Promise<boolean> {
  const { first, home } = workspace.bootstrapBackends;
  const before = await readCheckpoint(workspace.storeAt(first), stack.name);
  if (!before) return false;
  const name = ["--stack", stack.name];
  const there = await readCheckpoint(workspace.storeAt(home), stack.name);
  if (!there || there.resources.length === 0) {
    const exported = await must(workspace, first, ["stack", "export", "--show-secrets", ...name]);
    if (!there)
      await must(workspace, home, ["stack", "init", stack.name, "--no-select", ...workspace.secretsProviderOf(stack)]);
    await must(workspace, home, ["stack", "import", ...name], exported);
    const moved = await readCheckpoint(workspace.storeAt(home), stack.name);
    if (moved?.resources.length !== before.resources.length) {
      throw new Error(`The state of ${stack.name} arrived in ${home} incomplete; it is still whole in ${first}.`);
    }
  }
  await must(workspace, first, ["stack", "rm", stack.name, "--force", "--yes", "--preserve-config"]);
  workspace.useBackend(stack, home);
  return true;
}

async function must(workspace: Workspace, backend: string, args: string[], input?: string): Promise<string> {
  const { code, output } = await workspace.runAt(backend, args, undefined, input);
  if (code !== 0) throw new Error(`\`pulumi ${args.join(" ")}\` failed at ${backend}:\n${output}`);
  return output;
}
