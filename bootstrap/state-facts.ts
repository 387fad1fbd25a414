import { existsSync } from "node:fs";
import { type Checkpoint, readCheckpoint } from "../engine/checkpoint.ts";
import { readLocks } from "../engine/locks.ts";
import type { Workspace } from "../engine/workspace.ts";
import { GoogleError } from "../google/client.ts";
import type { StackPlan } from "../plan/stacks.ts";
import type { StateFacts } from "./facts.ts";

const projectsIn = ({ resources }: Checkpoint): string[] =>
  resources
    .filter(({ type }) => type === "gcp:organizations/project:Project")
    .map(({ inputs }) => String(inputs?.projectId));

/** Finds out where the state of the bootstrap stack is. Makes nothing, not even a folder. */
export async function stateFacts(workspace: Workspace, stack: StackPlan): Promise<StateFacts> {
  const { first, home, passphraseFile } = workspace.bootstrapBackends;
  const store = workspace.storeAt(first);
  const begun = await readCheckpoint(store, stack.name);
  let there: Checkpoint | undefined;
  try {
    there = await readCheckpoint(workspace.storeAt(home), stack.name);
  } catch (error) {
    if (error instanceof GoogleError && error.code === 403 && !begun) {
      return { at: "unreadable", backend: home, moved: false, projects: [], decryptable: true };
    }
    // Whoever looks at the login tells what else is wrong.
  }
  if (there && there.resources.length > 0) {
    return { at: "home", backend: home, moved: !begun, projects: projectsIn(there), decryptable: true };
  }
  // A run that was killed before it wrote anything left its lock.
  const locked = (await readLocks(store, stack.name)).length > 0;
  if (!begun && !locked) return { at: "nowhere", backend: first, moved: false, projects: [], decryptable: true };
  const needsPassphrase = workspace.secretsKeyOf(stack) !== undefined && (begun?.resources.length ?? 0) > 0;
  return {
    at: "first",
    backend: first,
    moved: false,
    projects: begun ? projectsIn(begun) : [],
    decryptable: !needsPassphrase || existsSync(passphraseFile),
  };
}
