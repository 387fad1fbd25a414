import { hostname } from "node:os";
import { UserError } from "../spec/problem.ts";
import { isAlive, startTime } from "../system/processes.mjs";
import { projectName } from "./checkpoint.ts";
import type { StateStore } from "./state-store.ts";

/** Who holds the lock of a stack, as the engine writes it. */
export interface LockOwner {
  pid: number;
  hostname: string;
  username: string;
  /** When it was taken, RFC 3339. */
  timestamp: string;
}

/** Seconds by which a process may seem to have started after it took a lock: clocks are read to the second. */
const slack = 60;

/** What is known of the processes of this machine; tests give their own. */
export interface Machine {
  hostname: string;
  isAlive(pid: number): boolean;
  /** Milliseconds since the epoch; undefined when it isn't known. */
  startTime(pid: number): number | undefined;
}

const thisMachine: Machine = { hostname: hostname(), isAlive, startTime };

/** Whether the owner of a lock is provably dead: it ran here, and no process or a later one has its number. */
export function isDead(owner: LockOwner, machine: Machine = thisMachine): boolean {
  if (owner.hostname !== machine.hostname) return false;
  if (!machine.isAlive(owner.pid)) return true;
  const started = machine.startTime(owner.pid);
  return started !== undefined && started > Date.parse(owner.timestamp) + slack * 1000;
}

/** The locks of a stack. */
export async function readLocks(store: StateStore, stack: string): Promise<{ path: string; owner: LockOwner }[]> {
  const paths = await store.list(`.pulumi/locks/organization/${projectName}/${stack}`);
  const locks: { path: string; owner: LockOwner }[] = [];
  for (const path of paths) {
    const text = await store.read(path);
    // Gone since it was listed: its owner has finished.
    if (text !== undefined) locks.push({ path, owner: JSON.parse(text) as LockOwner });
  }
  return locks;
}

/** How long to wait for others, and how. */
export interface LockWaiting {
  machine?: Machine;
  /** Whether an owner on another machine is over, where somebody knows. */
  isOver?(owner: LockOwner): Promise<boolean>;
  /** Milliseconds. */
  patience: number;
  sleep(milliseconds: number): Promise<unknown>;
  /** Called while somebody else may be at work. */
  report(message: string): void;
}

const pause = 500;

/** Milliseconds between questions about owners on other machines. */
const askEvery = 10_000;

/** The default: ten minutes, which an update hardly ever takes. */
export const lockPatience = 600_000;

/**
 * Waits until nobody who may be alive holds a lock of a stack, and returns the locks of those who are provably dead.
 * @throws UserError when somebody else is still at work after all patience.
 */
export async function awaitLocks(
  store: StateStore,
  stack: string,
  { machine, isOver = async () => false, patience, sleep, report }: LockWaiting,
): Promise<{ path: string; owner: LockOwner }[]> {
  for (let waited = 0; ; waited += pause) {
    const locks = await readLocks(store, stack);
    const held = [];
    for (const lock of locks) {
      if (isDead(lock.owner, machine)) continue;
      if (waited % askEvery !== 0 || !(await isOver(lock.owner))) held.push(lock);
    }
    if (held.length === 0) return locks;
    const owners = held
      .map(({ owner }) => `process ${owner.pid} of ${owner.username} on ${owner.hostname}`)
      .join(" and ");
    if (waited >= patience) {
      throw new UserError(
        `The stack ${stack} is still being changed by ${owners}, since ${held[0]!.owner.timestamp}. Wait until that is ` +
          `over. If you know that it is no longer running, remove its lock with \`pulumi cancel -s ${stack}\`.`,
      );
    }
    report(`waiting for ${owners} to finish changing the stack`);
    await sleep(pause);
  }
}
