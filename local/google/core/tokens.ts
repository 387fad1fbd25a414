import { createHash, randomBytes } from "node:crypto";
import type { Store } from "./store.ts";

/** Who a token was given to. */
export interface Identity {
  /** As policies name it: "user:ada@example.com", or "principal://iam.googleapis.com/…/subject/…". */
  member: string;
  /** The other names by which policies may mean it: the principal sets of a federated identity. */
  also?: string[];
  /** Who took this identity on, nearest first: the callers of `generateAccessToken`. */
  delegates?: string[];
}

interface Kept extends Identity {
  /** Milliseconds since the epoch by the machine's clock; absent: it never ends. */
  expires?: number;
}

/** What tokens of the local cloud begin with, so that one of Google's is told from them at a glance. */
export const tokenPrefix = "local-";

const nameOf = (token: string) => `tokens/${createHash("sha256").update(token).digest("hex")}`;

/** The access tokens that the cloud gave out. They say nothing; what is kept of them are hashes. */
export class Tokens {
  readonly #store: Store;
  readonly #known = new Map<string, Kept>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Gives a token to somebody. `seconds`: how long it is good for; without them, for ever. */
  issue(identity: Identity, seconds?: number): string {
    const token = tokenPrefix + randomBytes(24).toString("base64url");
    // Real time: the cloud's clock may be moved while a token is in use.
    const kept: Kept = { ...identity, ...(seconds !== undefined && { expires: Date.now() + seconds * 1000 }) };
    this.#store.put(nameOf(token), kept);
    return token;
  }

  /** Who has a token; undefined for one that was never given out, or is over. */
  find(token: string): Identity | undefined {
    const kept = this.#known.get(token) ?? this.#store.get<Kept>(nameOf(token));
    if (!kept || (kept.expires !== undefined && kept.expires <= Date.now())) {
      this.#known.delete(token);
      return undefined;
    }
    this.#known.set(token, kept);
    return kept;
  }
}
