import { operate } from "../../engine/operations.ts";
import { environmentStack } from "../../plan/environment.ts";
import type { Action } from "../action.ts";
import { type Entry, lifeOf } from "../journal.ts";
import { type Doer, type Done, entryOf, note } from "./doer.ts";

const found = (entry: Entry | undefined): Done => (entry ? { outcome: "done", entry } : { outcome: "needless" });

/** Warns: the journal is what tells, so of several who do it at once one does. */
export async function warn(doer: Doer, action: Action & { do: "warn" }): Promise<Done> {
  const { expires, stage } = action;
  const isGiven = (entries: readonly Entry[]) => [...lifeOf(entries, expires).warned].some((given) => given <= stage);
  return found(await doer.journal.add(entryOf(action, "warned", { stage }), isGiven));
}

/** Writes down that an environment has ended, from which moment on its grace counts. */
export async function end(doer: Doer, action: Action & { do: "end" }): Promise<Done> {
  const { expires, destroyedFrom } = action;
  const isEnded = (entries: readonly Entry[]) => lifeOf(entries, expires).ended !== undefined;
  return found(await doer.journal.add(entryOf(action, "ended", { destroyedFrom }), isEnded));
}

/** Scales an environment down as a limit on spending does, so that all that knows of those knows of this. */
export async function scaleDown(doer: Doer, action: Action & { do: "scaleDown" }): Promise<Done> {
  const environment = doer.specification.environments.get(action.environment);
  if (!environment) throw new Error(`no file names ${action.environment}`);
  await doer.limits.scaleDown(environment, action.expires);
  const isNoted = (entries: readonly Entry[]) => lifeOf(entries, action.expires).scaledDown;
  return found(await doer.journal.add(entryOf(action, "scaledDown"), isNoted));
}

/**
 * Brings an environment back whose last day was put off after it had ended: what limits did because of that counts no
 * more, and the engine makes what its plan says then. All is read first, as it was changed behind the engine's back.
 */
export async function restore(doer: Doer, action: Action & { do: "restore" }): Promise<Done> {
  const { workspace, watch } = doer;
  const stack = workspace.stacks.find(({ name }) => name === environmentStack(action.environment));
  if (!stack) throw new Error(`no file names ${action.environment}`);
  await operate(workspace, stack, "refresh", watch);
  await operate(workspace, stack, "up", watch);
  return note(doer, action, "restored");
}
