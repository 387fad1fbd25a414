import type { Store } from "./store.ts";

const key = "settings/clock";

/** How far the clock may be moved, in milliseconds: a hundred years. */
export const farthest = 100 * 365 * 86_400_000;

/** The local cloud's time: the machine's, moved by an offset that survives a restart. */
export class Clock {
  readonly #store: Store;
  readonly #machine: () => number;
  readonly #followers: ((before: number) => void)[] = [];
  #offset: number;
  /** The microsecond of the last fine timestamp: no two are the same, and later ones sort after earlier ones. */
  #last = 0;

  /** `machine`: the machine's time, in milliseconds since the epoch. */
  constructor(store: Store, machine: () => number = Date.now) {
    this.#store = store;
    this.#machine = machine;
    const offset = store.get<{ offset: number }>(key)?.offset ?? 0;
    this.#offset = Math.abs(offset) <= farthest ? offset : 0;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#machine() + this.#offset;
  }

  /** How far the clock is ahead of the machine's, in milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  /** Sets the offset; 0 returns to the machine's time. Throws RangeError when it is farther than the clock goes. */
  move(offset: number): void {
    if (!(Math.abs(offset) <= farthest)) throw new RangeError(`an offset of ${offset} ms is too far`);
    const before = this.now();
    this.#offset = offset;
    this.#last = 0;
    this.#store.put(key, { offset });
    for (const follower of this.#followers) follower(before);
  }

  /** Has somebody told of every move of the clock, with the time that it showed before. */
  onMove(follower: (before: number) => void): void {
    this.#followers.push(follower);
  }

  /** RFC 3339 with as many digits of a second as the API at hand sends. `at`: another time than now. */
  timestamp(digits: 0 | 3 | 6 | 9 = 6, at?: number): string {
    const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
    if (digits === 0) return iso(at ?? this.now()).replace(/\.\d+Z$/, "Z");
    if (digits === 3) return iso(at ?? this.now());
    const random = Math.floor(Math.random() * 1000);
    const microsecond = at === undefined ? Math.max(this.#last + 1, this.now() * 1000 + random) : at * 1000;
    if (at === undefined) this.#last = microsecond;
    const more = [microsecond % 1000, random].map((part) => String(Math.floor(part)).padStart(3, "0")).join("");
    return iso(Math.floor(microsecond / 1000)).replace("Z", `${more.slice(0, digits - 3)}Z`);
  }
}
