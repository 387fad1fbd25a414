import type { StateStore } from "../engine/state-store.ts";

/** Beside the journal, so that whoever may write that, and nobody else, may say that people were told. */
const folder = ".sgdist/notices";

/** How long sending a notice belongs to who began it, in milliseconds: far longer than all its attempts take. */
export const lease = 600_000;

/** What is written where somebody begins to send. */
interface Begun {
  /** RFC 3339. */
  at: string;
  until: string;
}

/** A notice that is to be sent by whoever has this, and by nobody else. */
export interface Claim {
  /** Writes down that it was sent. */
  sent(address: string): Promise<void>;
  /** Lets others try. */
  release(): Promise<void>;
}

/** What a notice is known by in a channel: it is a part of a path. */
const isName = (text: string): boolean => /^[a-z0-9][a-z0-9.-]{0,150}$/.test(text) && !text.includes("..");

/**
 * Which notices were sent, an object for each and each channel: `<id>.<channel>.json`, created once. Before that, who
 * sends one says so in `<id>.<channel>.claim-<n>.json`, which of several who try one gets; it counts for as long as a lease.
 */
export class Marks {
  readonly #store: StateStore;
  readonly #now: () => number;
  #known: readonly string[] = [];

  /** `now`: milliseconds since the epoch. */
  constructor(store: StateStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Reads what there is; what others do after that shows when something is claimed. */
  async read(): Promise<void> {
    this.#known = await this.#store.list(folder);
  }

  #path(id: string, channel: string, claim?: number): string {
    const name = `${id}.${channel}`;
    if (!isName(name)) throw new Error(`${JSON.stringify(name)} can't be the name of a mark`);
    return `${folder}/${name}${claim === undefined ? "" : `.claim-${String(claim).padStart(4, "0")}`}.json`;
  }

  /** Whether a notice was sent by the time that it was read. */
  wasSent(id: string, channel: string): boolean {
    return this.#known.includes(`${folder}/${id}.${channel}.json`);
  }

  /** The claims for a notice, as they were read. */
  #claims(id: string, channel: string): string[] {
    const prefix = this.#path(id, channel).replace(/\.json$/, ".claim-");
    return this.#known.filter((path) => path.startsWith(prefix)).toSorted();
  }

  /** Whether a claim still counts. One that ends later than any could was made by a clock that went back since. */
  async #isHeld(path: string): Promise<boolean> {
    const text = await this.#store.read(path);
    if (text === undefined) return false;
    const until = Date.parse((JSON.parse(text) as Begun).until);
    return until > this.#now() && until - this.#now() <= lease;
  }

  /** Claims a notice. Returns the claim, or why there is none: somebody sent it, or is at it. */
  async claim(id: string, channel: string): Promise<Claim | "sent" | "held"> {
    const done = this.#path(id, channel);
    const before = this.#claims(id, channel);
    const last = before.at(-1);
    if (last !== undefined && (await this.#isHeld(last))) return "held";
    const number = last === undefined ? 1 : Number(/(\d+)\.json$/.exec(last)![1]) + 1;
    const own = this.#path(id, channel, number);
    const now = this.#now();
    const begun: Begun = { at: new Date(now).toISOString(), until: new Date(now + lease).toISOString() };
    if (!(await this.#store.create(own, begun))) return "held";
    const release = () => this.#store.remove(own);
    // Who sent it wrote that down before giving up the claim, so whoever gets the claim after that can see it.
    if ((await this.#store.read(done)) !== undefined) {
      await release();
      return "sent";
    }
    return {
      release,
      sent: async (address) => {
        await this.#store.create(done, { version: 1, at: new Date(this.#now()).toISOString(), to: address });
        for (const path of [...before, own]) await this.#store.remove(path);
      },
    };
  }
}
