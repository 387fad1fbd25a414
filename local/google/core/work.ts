import type { Store } from "./store.ts";

const prefix = "work/";

/** Something to be done outside of the store, such as the start of a process. */
export interface Task<Data extends object = object> {
  /** Who does it: "container.create". */
  kind: string;
  /** Tasks of one lane are done one after another, in the order in which they were added. */
  lane: string;
  data: Data;
}

type Perform = (data: never) => Promise<void>;

/**
 * What the cloud does beside answering. A task is kept until it is done, so that a kill loses none: one that was under
 * way is then done again, which must do no harm.
 */
export class Work {
  readonly #store: Store;
  readonly #performers = new Map<string, Perform>();
  readonly #busy = new Map<string, Promise<void>>();
  /** The names of the tasks under way. */
  readonly #begun = new Set<string>();
  #last: number;
  #stopped = false;

  constructor(store: Store) {
    this.#store = store;
    this.#last = Number(store.list(prefix).at(-1)?.name.slice(prefix.length) ?? 0);
  }

  /** Says who does the tasks of a kind; begins with those that are left. A failure of `perform` is its own to report. */
  employ<Data extends object>(kind: string, perform: (data: Data) => Promise<void>): void {
    this.#performers.set(kind, perform);
    for (const lane of new Set(this.#tasks().map(({ task }) => task.lane))) this.#start(lane);
  }

  /** Adds a task, as part of the transaction at hand: it begins when that is through. */
  add(task: Task): void {
    this.#last++;
    this.#store.put(prefix + String(this.#last).padStart(12, "0"), task);
    setImmediate(() => this.#start(task.lane));
  }

  /**
   * Adds a task unless its lane has one that hasn't begun: for tasks that do whatever there is to do, of which two at
   * once are as good as one.
   */
  ensure(task: Task): void {
    if (!this.#tasks().some(({ name, task: { lane } }) => lane === task.lane && !this.#begun.has(name))) this.add(task);
  }

  /** Whether something is left to be done in a lane. */
  has(lane: string): boolean {
    return this.#tasks().some(({ task }) => task.lane === lane);
  }

  /** Whether the cloud is about to end: what is under way then may be cut short, and is done again by the next one. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Whether something is under way. */
  get busy(): boolean {
    return this.#busy.size > 0;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  #tasks(): { name: string; task: Task }[] {
    return this.#store.list<Task>(prefix).map(({ name, document }) => ({ name, task: document }));
  }

  #start(lane: string): void {
    if (this.#stopped || this.#busy.has(lane)) return;
    const run = this.#run(lane).finally(() => this.#busy.delete(lane));
    this.#busy.set(lane, run);
  }

  async #run(lane: string): Promise<void> {
    for (;;) {
      const next = this.#tasks().find(({ task }) => task.lane === lane);
      const perform = next && this.#performers.get(next.task.kind);
      if (!perform) return;
      this.#begun.add(next.name);
      try {
        await perform(next.task.data as never);
      } catch (error) {
        console.error(error);
      } finally {
        this.#begun.delete(next.name);
      }
      if (this.#stopped) return;
      this.#store.delete(next.name);
    }
  }
}
