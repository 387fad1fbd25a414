import { setTimeout as sleep } from "node:timers/promises";
import type { StackPlan } from "../plan/stacks.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { awaitLocks, type LockOwner, lockPatience } from "./locks.ts";
import { adopt, type Evidence, findEvidence, findLost, type Lost } from "./recovery.ts";
import type { Workspace } from "./workspace.ts";

/** Pauses between looks for something that may be coming into being, in milliseconds: two minutes in all. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];

/** Puts in order what an earlier run left: takes in what it made, and removes its lock. Returns the traces of it. */
export async function takeUp(
  workspace: Workspace,
  stack: StackPlan,
  adopted: Lost[],
  note: (text: string) => void,
): Promise<Evidence> {
  const store = workspace.storeOf(stack);
  const isOver = (owner: LockOwner) => workspace.isOver(store, owner);
  const locks = await awaitLocks(store, stack.name, { isOver, patience: lockPatience, sleep, report: note });
  const evidence = await findEvidence(
    store,
    stack.name,
    locks.map(({ owner }) => owner),
  );
  if (evidence.since === undefined && evidence.interrupted.length === 0) return evidence;
  note("looking for what an interrupted run made");
  const lost = await findLost(workspace, stack, evidence);
  // The lock is a trace too: it goes only when all has been looked for.
  for (const { path } of locks) await store.remove(path);
  await adopt(workspace, stack, lost);
  adopted.push(...lost);
  return evidence;
}

/** Whether a run failed because something that it would make is there already. */
export const isConflict = (errors: string[]): boolean =>
  errors.some((error) => / 409 |alreadyExists|already exists/i.test(error));

/** Looks again for what an interrupted run began, as long as some of that may be coming into being, and takes it in. */
export async function lookAgain(
  workspace: Workspace,
  stack: StackPlan,
  evidence: Evidence,
  note: (text: string) => void,
): Promise<Lost[]> {
  if (evidence.since === undefined && evidence.interrupted.length === 0) return [];
  for (const pause of pauses) {
    const lost = await findLost(workspace, stack, evidence);
    await adopt(workspace, stack, lost);
    const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
    const known = new Set(checkpoint?.resources.map(({ urn }) => urn));
    if (lost.length > 0 || evidence.interrupted.every(({ urn }) => known.has(urn))) return lost;
    note("waiting for what an interrupted run began to come into being");
    await sleep(pause);
  }
  return [];
}
