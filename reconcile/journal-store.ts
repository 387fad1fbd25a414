import type { StateStore } from "../engine/state-store.ts";
import { inParallel } from "../google/inventory/parallel.ts";
import type { Entry, NewEntry } from "./journal.ts";

/** Beside the states, so that whoever may change those, and nobody else, may write it. */
const folder = ".sgdist/journal";

/** How many entries are read at once. */
const atOnce = 8;

const nameOf = (path: string): string => path.slice(folder.length + 1, -".json".length);
const projectOf = (path: string): string => nameOf(path).split(".")[0]!;

/**
 * What the reconciler did, an object for each entry. The entries of a project are numbered, and each number is given
 * once: of two who write at the same time, one sees what the other wrote before it goes on.
 */
export class Journal {
  readonly #store: StateStore;
  readonly #now: () => number;

  /** `now`: milliseconds since the epoch. */
  constructor(store: StateStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async #read(paths: readonly string[]): Promise<Entry[]> {
    return inParallel(paths, atOnce, async (path) => {
      const text = await this.#store.read(path);
      if (text === undefined) throw new Error(`${path} was there and is not any more, though nobody may delete it`);
      return JSON.parse(text) as Entry;
    });
  }

  /** The entries of projects, oldest first in each. */
  async read(wanted: (project: string) => boolean): Promise<Entry[]> {
    const paths = await this.#store.list(folder);
    return this.#read(paths.filter((path) => wanted(projectOf(path))));
  }

  /**
   * Adds an entry, unless one is there already that makes it needless. Returns it, or undefined for one that is needless.
   */
  async add(
    entry: NewEntry,
    isNeedless: (entries: readonly Entry[]) => boolean = () => false,
  ): Promise<Entry | undefined> {
    for (;;) {
      const before = await this.read((project) => project === entry.project);
      if (isNeedless(before)) return undefined;
      const id = `${entry.project}.${String(before.length + 1).padStart(8, "0")}`;
      const written: Entry = { version: 1, id, at: new Date(this.#now()).toISOString(), ...entry };
      if (await this.#store.create(`${folder}/${id}.json`, written)) return written;
    }
  }
}
