import type { LockOwner } from "./locks.ts";
import type { StateStore } from "./state-store.ts";

const folder = ".sgdist/hosts";

/** Whether a run of a workflow has come to its end; false where that isn't known. `run`: its number. */
export type IsRunOver = (run: number) => Promise<boolean>;

/** A machine's name as part of an object's: nothing that separates. */
const plain = (hostname: string): string => hostname.replaceAll(/[^A-Za-z0-9-]/g, "-");

/**
 * Which run of a workflow works on which machine. A machine of a run that was cancelled is gone, and nobody can look whether
 * its processes live; but GitHub knows whether the run does.
 */
export class Hosts {
  readonly #store: StateStore;

  constructor(store: StateStore) {
    this.#store = store;
  }

  #path(hostname: string, run: number): string {
    return `${folder}/${plain(hostname)}.${run}.json`;
  }

  /** Writes down that a run works on a machine: before it takes any lock. */
  async claim(hostname: string, run: number): Promise<void> {
    await this.#store.create(this.#path(hostname, run), { version: 1, hostname, run });
  }

  /** Takes that back: the run has let go of all locks. */
  async release(hostname: string, run: number): Promise<void> {
    await this.#store.remove(this.#path(hostname, run));
  }

  /** Whether every run that is known of the machine of a lock's owner has come to its end; false where none is known. */
  async isOver(owner: LockOwner, isRunOver: IsRunOver): Promise<boolean> {
    const prefix = `${folder}/${plain(owner.hostname)}.`;
    const runs = (await this.#store.list(folder))
      .filter((path) => path.startsWith(prefix))
      .map((path) => Number(/\.(\d+)\.json$/.exec(path)?.[1]));
    for (const run of runs) if (!(await isRunOver(run))) return false;
    return runs.length > 0;
  }
}
