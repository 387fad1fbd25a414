import type { Store } from "./store.ts";

const key = "settings/faults";

/** Something that is to go wrong, for trying out what the product does then. */
export interface Fault {
  /** Given by the local cloud. */
  id: string;
  /** The API's host or its first part: "cloudbilling". */
  api: string;
  /** A method of the API, "*" for any part of it: "projects.updateBillingInfo", "*.create". Default: all. */
  method: string;
  /** HTTP status to answer with; none: only the delay. */
  status?: number;
  /** The error's message. Default: what Google says with that status. */
  message?: string;
  /** Milliseconds between the work and the answer. */
  delay?: number;
  /** How many calls it strikes. Default: all until it is cleared. */
  times?: number;
  /** It strikes every n-th matching call. Default 1. */
  every?: number;
  /** Seconds that the API stays unready after it was enabled; with this, the fault strikes no call by itself. */
  unready?: number;
  /** `true`: the connection is cut after the work was done, so that the caller never learns of it. */
  cut?: boolean;
  /** Calls seen so far that match. */
  seen: number;
  /** Calls struck so far. */
  struck: number;
}

const short = (host: string) => host.replace(/\.googleapis\.com$/, "");

function matches(pattern: string, text: string): boolean {
  const source = pattern.split("*").map(RegExp.escape).join(".*");
  return new RegExp(`^${source}$`).test(text);
}

/** The faults that were asked for; they survive a restart. */
export class Faults {
  readonly #store: Store;
  #faults: Fault[];

  constructor(store: Store) {
    this.#store = store;
    this.#faults = store.get<{ faults: Fault[] }>(key)?.faults ?? [];
  }

  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  add(fault: Omit<Fault, "id" | "seen" | "struck">): Fault {
    const next = 1 + Math.max(0, ...this.#faults.map((each) => Number(each.id)));
    const added = { ...fault, api: short(fault.api), id: String(next), seen: 0, struck: 0 };
    this.#faults.push(added);
    this.#save();
    return added;
  }

  /** Removes one fault, or all. Returns how many there were. */
  clear(id?: string): number {
    const before = this.#faults.length;
    this.#faults = id === undefined ? [] : this.#faults.filter((fault) => fault.id !== id);
    this.#save();
    return before - this.#faults.length;
  }

  /** The fault that strikes this call, if one does; counts the call. `method` is without its API. */
  strike(host: string, method: string): Fault | undefined {
    for (const fault of this.#faults) {
      if (fault.unready !== undefined || fault.api !== short(host) || !matches(fault.method, method)) continue;
      fault.seen++;
      const due = fault.seen % (fault.every ?? 1) === 0 && (fault.times === undefined || fault.struck < fault.times);
      if (due) fault.struck++;
      this.#save();
      if (due) return fault;
    }
    return undefined;
  }

  /** Seconds that an API is asked to stay unready after it was enabled. */
  unready(host: string): number {
    const asked = this.#faults.filter((fault) => fault.api === short(host)).map((fault) => fault.unready ?? 0);
    return Math.max(0, ...asked);
  }

  #save(): void {
    this.#store.put(key, { faults: this.#faults });
  }
}
