import type { ClientRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubernetesClient, KubernetesError, type KubernetesObject } from "./client.ts";

/** Milliseconds until a connection that was lost, or work that failed, is tried again. */
const again = 500;

/** Looks at an object as it is now; undefined when it is gone. Called again when it throws. */
type Look<T> = (object: T | undefined, key: string) => Promise<void>;

/** "namespace/name", or the name of what is in no namespace. */
export const keyOf = ({ metadata }: KubernetesObject): string =>
  metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;

/**
 * Follows all objects of a kind: keeps how each is, and has each looked at when it appears, changes or goes, one at a
 * time. Whatever happens in between, the last state of each is looked at.
 */
export class Follower<T extends KubernetesObject> {
  readonly objects = new Map<string, T>();
  readonly #client: KubernetesClient;
  readonly #path: string;
  readonly #look: Look<T>;
  readonly #due = new Set<string>();
  readonly #stopped = new AbortController();
  #working = false;
  #watch: ClientRequest | undefined;

  /** `path`: of the list, "/api/v1/pods". */
  constructor(client: KubernetesClient, path: string, look: Look<T>) {
    this.#client = client;
    this.#path = path;
    this.#look = look;
    this.#follow().catch((error) => console.error(error));
  }

  /** Has all objects looked at again: something else that matters to them has changed. */
  lookAgain(): void {
    for (const key of this.objects.keys()) this.#due.add(key);
    this.#work().catch((error) => console.error(error));
  }

  stop(): void {
    this.#stopped.abort();
    this.#watch?.destroy();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        const list = await this.#client.get<{ metadata: { resourceVersion: string }; items: T[] }>(this.#path);
        this.#replace(list.items);
        await this.#watchFrom(list.metadata.resourceVersion);
      } catch {
        // The cluster is starting, stopping or busy: it is asked again.
      }
      await sleep(again, undefined, { signal }).catch(() => undefined);
    }
  }

  #replace(items: T[]): void {
    const keys = new Set(items.map(keyOf));
    for (const key of this.objects.keys()) if (!keys.has(key)) this.#see(key, undefined);
    for (const item of items) this.#see(keyOf(item), item);
  }

  #see(key: string, object: T | undefined): void {
    if (object) this.objects.set(key, object);
    else this.objects.delete(key);
    this.#due.add(key);
    this.#work().catch((error) => console.error(error));
  }

  /** Reads what changes, a line each, until the connection ends. */
  #watchFrom(version: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const path = `${this.#path}?watch=true&resourceVersion=${version}`;
      const call = this.#client.open("GET", path, "application/json", (response) => {
        let rest = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          const lines = (rest + chunk).split("\n");
          rest = lines.pop()!;
          for (const line of lines) {
            const { type, object } = JSON.parse(line) as { type: string; object: T };
            // It asked for changes that are no longer known: all is listed anew.
            if (type === "ERROR") call.destroy();
            else this.#see(keyOf(object), type === "DELETED" ? undefined : object);
          }
        });
        response.on("end", resolve);
        response.on("error", reject);
      });
      call.on("error", reject);
      call.on("close", resolve);
      call.end();
      this.#watch = call;
      if (this.#stopped.signal.aborted) call.destroy();
    });
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const failed: string[] = [];
    for (const key of this.#due) {
      this.#due.delete(key);
      if (this.#stopped.signal.aborted) break;
      try {
        await this.#look(this.objects.get(key), key);
      } catch (error) {
        failed.push(key);
        // Somebody else changed it meanwhile: what it is now is on its way. A cluster that is gone says nothing of it.
        const told = error instanceof KubernetesError && error.code !== 409 && error.code !== 404;
        if (told) console.error(`${this.#path} ${key}: ${error.message}`);
      }
    }
    this.#working = false;
    if (failed.length === 0) return;
    await sleep(again, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    for (const key of failed) this.#due.add(key);
    if (!this.#stopped.signal.aborted) await this.#work();
  }
}
