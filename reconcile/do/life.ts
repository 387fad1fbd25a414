import { operate } from "../../engine/operations.ts";
import { environmentStack } from "../../plan/environment.ts";
import type { Action } from "../action.ts";
import { type Entry, lifeOf } from "../journal.ts";
import { type Doer, type Done, entryOf, note } from "./doer.ts";

/** Has the engine make an environment as its limits say now. */
async function apply({ workspace, watch }: Doer, environment: string): Promise<void> {
  const stack = workspace.stacks.find(({ name }) => name === environmentStack(environment));
  if (!stack) throw new Error(`no file names ${environment} any more`);
  await operate(workspace, stack, "up", watch);
}

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

/** Scales an environment down: first by what its plan takes as an input, so that no later update undoes it. */
export async function scaleDown(doer: Doer, action: Action & { do: "scaleDown" }): Promise<Done> {
  await doer.limits.scaleDown(action.environment, action.project, action.reason);
  await apply(doer, action.environment);
  const isNoted = (entries: readonly Entry[]) => lifeOf(entries, action.expires).scaledDown;
  return found(await doer.journal.add(entryOf(action, "scaledDown"), isNoted));
}

/** Brings an environment back whose last day was put off after it had ended. */
export async function restore(doer: Doer, action: Action & { do: "restore" }): Promise<Done> {
  await doer.limits.restore(action.environment, action.project, action.reason);
  await apply(doer, action.environment);
  return note(doer, action, "restored");
}
