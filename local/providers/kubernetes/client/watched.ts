import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";
import { metadataOf } from "../objects/identity.ts";
import type { Client } from "./client.ts";
import { itemsOf } from "./cluster.ts";
import { Cancelled, Refusal } from "./failures.ts";

const keyOf = (object: Properties) => {
  const { namespace, name } = metadataOf(object);
  return `${namespace ?? ""}/${name}`;
};

const firstWait = 200;
const longestWait = 5_000;

/** The objects of one collection, kept as they are on the server for as long as anybody listens. */
class Collection {
  readonly objects = new Map<string, Properties>();
  readonly listeners = new Set<() => void>();
  /** Why it can't be kept any more. */
  failure: unknown;
  /** Whether the objects have been listed once. */
  listed = false;
  readonly #client: Client;
  readonly #path: string;
  readonly #query: Record<string, string>;
  readonly #stop = new AbortController();

  constructor(client: Client, path: string, query: Record<string, string>) {
    this.#client = client;
    this.#path = path;
    this.#query = query;
    void this.#keep();
  }

  stop(): void {
    this.#stop.abort();
  }

  #tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Lists and watches, over and over, until stopped, or until the server has been away for too long. */
  async #keep(): Promise<void> {
    for (let wait = firstWait; !this.#stop.signal.aborted; wait = Math.min(wait * 2, longestWait)) {
      try {
        // It is the list that is patient: a server that is away for too long ends the keeping here.
        let version = await this.#list();
        for (;;) {
          version = await this.#follow(version);
          wait = firstWait;
          await sleep(wait, undefined, { signal: this.#stop.signal });
        }
      } catch (error) {
        if (this.#stop.signal.aborted || error instanceof Cancelled) return;
        if (!this.listed || (error instanceof Refusal && error.code !== 410)) {
          // What may not be listed stays empty.
          this.listed = true;
          this.failure = error;
          return this.#tell();
        }
        await sleep(wait, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }

  async #list(): Promise<string> {
    try {
      const { body } = await this.#client.request("GET", this.#path, { query: this.#query });
      this.objects.clear();
      for (const object of itemsOf(body)) this.objects.set(keyOf(object), object);
      this.listed = true;
      this.#tell();
      return String(metadataOf(body).resourceVersion);
    } catch (error) {
      this.listed = false;
      throw error;
    }
  }

  /** Watches from a version on until the stream ends; returns the version to go on from. */
  async #follow(from: string): Promise<string> {
    let version = from;
    const query = { ...this.#query, resourceVersion: from, allowWatchBookmarks: "true", timeoutSeconds: "300" };
    for await (const { type, object } of this.#client.stream(this.#path, query, this.#stop.signal)) {
      const it = object as Properties;
      if (type === "ERROR") throw new Refusal(Number(it.code), it);
      version = String(metadataOf(it).resourceVersion ?? version);
      if (type === "BOOKMARK") continue;
      if (type === "DELETED") this.objects.delete(keyOf(it));
      else this.objects.set(keyOf(it), it);
      this.#tell();
    }
    return version;
  }
}

/** Which objects to keep in sight: the path of a collection, and how it is narrowed down. */
export interface Wanted {
  path: string;
  query?: Record<string, string>;
}

/** Shares collections between all who look at the same ones. */
export class Watcher {
  readonly #client: Client;
  readonly #collections = new Map<string, Collection>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Keeps collections in sight and calls `changed` whenever anything in them changes, the first time when all have been
   * listed. The returned view gives their objects until it is closed.
   */
  look(wanted: Record<string, Wanted>, changed: () => void): View {
    const entries = Object.entries(wanted).map(([name, { path, query = {} }]) => {
      const key = JSON.stringify([path, query]);
      let collection = this.#collections.get(key);
      if (!collection || collection.failure) {
        collection = new Collection(this.#client, path, query);
        this.#collections.set(key, collection);
      }
      return { name, key, collection };
    });
    const listener = () => {
      if (entries.every(({ collection }) => collection.listed)) changed();
    };
    for (const { collection } of entries) collection.listeners.add(listener);
    queueMicrotask(listener);
    const find = (name: string) => entries.find((entry) => entry.name === name)?.collection;
    return {
      objects: (name) => [...(find(name)?.objects.values() ?? [])],
      failure: (name) => find(name)?.failure,
      close: () => {
        for (const { key, collection } of entries) {
          collection.listeners.delete(listener);
          if (collection.listeners.size > 0) continue;
          collection.stop();
          if (this.#collections.get(key) === collection) this.#collections.delete(key);
        }
      },
    };
  }
}

/** What somebody who looks sees. */
export interface View {
  objects(name: string): Properties[];
  /** Why a collection can't be seen (any more). */
  failure(name: string): unknown;
  close(): void;
}
