import type { StoredObject } from "../apis/storage/contents.ts";
import type { Bucket } from "../apis/storage/stored-buckets.ts";
import type { Store } from "../core/store.ts";
import { bucketOfDocument } from "./things/documents.ts";

const prefix = "//storage.googleapis.com/projects/_/buckets/";

/** Which buckets there are and how many bytes each holds, kept up as objects come and go. */
export class Buckets {
  readonly #store: Store;
  readonly #all = new Map<string, Bucket>();
  readonly #sizes = new Map<string, number>();
  readonly #bytes = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
    for (const { document } of store.list<Bucket>(prefix)) this.#all.set(document.name, document);
    for (const { name, document } of store.list<StoredObject>("objects/")) this.#size(name, Number(document.size));
  }

  /** The buckets of a project, by its number. */
  of(number: string): Bucket[] {
    return [...this.#all.values()].filter(({ projectNumber }) => projectNumber === number);
  }

  /** Bytes that a bucket holds, versions that are no longer live included. */
  bytesIn(bucket: string): number {
    return this.#bytes.get(bucket) ?? 0;
  }

  /** Looks at a bucket or object again that was written or deleted; returns the number of the project that owns it. */
  note(name: string): string | undefined {
    const id = bucketOfDocument(name)!;
    const before = this.#all.get(id);
    if (!name.startsWith(prefix)) {
      this.#size(name, Number(this.#store.get<StoredObject>(name)?.size ?? 0));
      return before?.projectNumber;
    }
    const bucket = this.#store.get<Bucket>(name);
    if (bucket) this.#all.set(id, bucket);
    else this.#all.delete(id);
    return (bucket ?? before)?.projectNumber;
  }

  #size(name: string, bytes: number): void {
    const bucket = bucketOfDocument(name)!;
    this.#bytes.set(bucket, this.bytesIn(bucket) - (this.#sizes.get(name) ?? 0) + bytes);
    if (bytes > 0) this.#sizes.set(name, bytes);
    else this.#sizes.delete(name);
  }
}
