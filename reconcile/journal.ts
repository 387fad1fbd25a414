/** What an entry of the journal tells. What is done is written down before (`-ing`) and after. */
export type Deed =
  | "warned"
  | "ended"
  | "scaledDown"
  | "restored"
  | "destroying"
  | "destroyed"
  | "sweeping"
  | "swept"
  | "failed";

/** An entry of the journal: what the reconciler did with an environment, when and why. It is never changed. */
export interface Entry {
  readonly version: 1;
  /** The project's ID and a number that grows: "sgd-demo-a2b3.00000001". */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly environment: string;
  readonly project: string;
  readonly deed: Deed;
  /** The last day that this was about. */
  readonly expires?: string;
  /** Of a warning: which of the two, by the days before the last. */
  readonly stage?: number;
  /** Of an end: from when on it is destroyed, RFC 3339. */
  readonly destroyedFrom?: string;
  /** Of a sweep or a failure: what it was about. */
  readonly what?: string;
  readonly reason: string;
  /** Who is told: the e-mail address of the owning team. */
  readonly tell?: string;
}

/** An entry that is about to be written. */
export type NewEntry = Omit<Entry, "version" | "id" | "at">;

/** What the journal says of how an environment comes to its end, for one last day. */
export interface Life {
  /** The warnings that were given. */
  warned: ReadonlySet<number>;
  /** When it was first seen past its last day, in milliseconds since the epoch. */
  ended?: number;
  scaledDown: boolean;
  /** Whether an end that was begun was not taken back although the last day is another now. */
  toRestore: boolean;
}

/**
 * Reads the life of an environment out of its entries, oldest first. What is before it was restored counts no more,
 * except that warnings for one last day are given once.
 */
export function lifeOf(entries: readonly Entry[], expires: string): Life {
  const warned = entries.filter((entry) => entry.deed === "warned" && entry.expires === expires);
  const restored = entries.findLastIndex(({ deed }) => deed === "restored");
  const since = entries.slice(restored + 1);
  const own = since.filter((entry) => entry.expires === expires);
  const ended = own.find(({ deed }) => deed === "ended");
  return {
    warned: new Set(warned.map(({ stage }) => stage!)),
    ...(ended && { ended: Date.parse(ended.at) }),
    scaledDown: own.some(({ deed }) => deed === "scaledDown"),
    toRestore: since.some(({ deed }) => deed === "ended" || deed === "scaledDown"),
  };
}

/** Whether an environment's project was destroyed, as the journal has it. */
export const wasDestroyed = (entries: readonly Entry[]): boolean => entries.some(({ deed }) => deed === "destroyed");
