import { setTimeout as sleep } from "node:timers/promises";
import { bringBack } from "../google/bring-back.ts";
import { findExisting } from "../google/existing/index.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { awaitLocks, type LockOwner, lockPatience } from "./locks.ts";
import { adopt, type Evidence, findEvidence, findLost, type Lost, planned } from "./recovery.ts";
import type { Workspace } from "./workspace.ts";

/** Pauses between looks for something that may be coming into being, in milliseconds: two minutes in all. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];

/** Waits for whoever is at work on a stack. Returns the locks of those who are dead. */
function locksOf(workspace: Workspace, stack: StackPlan, note: (text: string) => void) {
  const store = workspace.storeOf(stack);
  const isOver = (owner: LockOwner) => workspace.isOver(store, owner);
  return awaitLocks(store, stack.name, { isOver, patience: lockPatience, sleep, report: note });
}

/** Waits for whoever makes a stack. What was killed at that left nothing but its lock, which is removed. */
export async function clearLocks(workspace: Workspace, stack: StackPlan, note: (text: string) => void): Promise<void> {
  const locks = await locksOf(workspace, stack, note);
  for (const { path } of locks) await workspace.storeOf(stack).remove(path);
}

/** Puts in order what an earlier run left: takes in what it made, and removes its lock. Returns the traces of it. */
export async function takeUp(
  workspace: Workspace,
  stack: StackPlan,
  adopted: Lost[],
  note: (text: string) => void,
): Promise<Evidence> {
  const store = workspace.storeOf(stack);
  const locks = await locksOf(workspace, stack, note);
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

/**
 * Brings back what Google kept of what a stack would make, and takes it into the state: a stack that was taken down comes up
 * again. `projects`: those that came back; what is still in them is the stack's too.
 */
export async function bringAllBack(
  workspace: Workspace,
  stack: StackPlan,
  projects: Set<string>,
  note: (text: string) => void,
): Promise<Lost[]> {
  note("looking for what Google kept of it");
  const found: Lost[] = [];
  for (const { urn, type, inputs, parent } of await planned(workspace, stack)) {
    const back = await bringBack(workspace.google, type, inputs);
    if (back) note(back.did);
    if (back && type === "gcp:organizations/project:Project") projects.add(String(inputs.projectId));
    const own = back ?? (projects.has(String(inputs.project)) && (await findExisting(workspace.google, type, inputs)));
    if (own) found.push({ urn, type, id: own.id, ...(parent && { parent }) });
  }
  await adopt(workspace, stack, found);
  return found;
}
