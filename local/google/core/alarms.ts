import type { Clock } from "./clock.ts";
import type { Store } from "./store.ts";
import type { Task, Work } from "./work.ts";

const prefix = "alarms/";

/** Milliseconds after which the clock is looked at again, though nothing is due before: timers can't be set farther. */
const longest = 24 * 3_600_000;

interface Alarm {
  /** Milliseconds since the epoch, by the cloud's clock. */
  at: number;
  task: Task;
}

/** Tasks that begin at a time of the cloud's clock, whether it gets there by itself or is moved. A kill loses none. */
export class Alarms {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #work: Work;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, clock: Clock, work: Work) {
    this.#store = store;
    this.#clock = clock;
    this.#work = work;
    clock.onMove(() => this.#ring());
    this.#wind();
  }

  /** Sets an alarm, in place of an earlier one of the same name. `at`: milliseconds since the epoch, by the cloud's clock. */
  set(name: string, at: number, task: Task): void {
    this.#store.put(prefix + name, { at, task } satisfies Alarm);
    // After the transaction at hand, which may yet be rolled back.
    setImmediate(() => this.#wind());
  }

  /** When an alarm is due, if it is set. */
  due(name: string): number | undefined {
    return this.#store.get<Alarm>(prefix + name)?.at;
  }

  clear(name: string): void {
    this.#store.delete(prefix + name);
  }

  /** Begins what is due. */
  #ring(): void {
    if (this.#work.stopped || !this.#store.isOpen) return;
    const now = this.#clock.now();
    const due = this.#store.list<Alarm>(prefix).filter(({ document }) => document.at <= now);
    if (due.length > 0) {
      this.#store.transaction(() => {
        for (const { name, document } of due) {
          this.#store.delete(name);
          this.#work.add(document.task);
        }
      });
    }
    this.#wind();
  }

  /** Waits for the next one. */
  #wind(): void {
    clearTimeout(this.#timer);
    if (this.#work.stopped || !this.#store.isOpen) return;
    const alarms = this.#store.list<Alarm>(prefix);
    if (alarms.length === 0) return;
    const next = Math.min(...alarms.map(({ document }) => document.at)) - this.#clock.now();
    this.#timer = setTimeout(() => this.#ring(), Math.min(Math.max(next, 0), longest));
    // Nothing that is yet to come keeps a process alive.
    this.#timer.unref();
  }
}
