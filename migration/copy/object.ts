/** An object of a bucket, as Cloud Storage lists it. */
export interface StoredObject {
  readonly name: string;
  readonly generation: string;
  readonly size: string;
  readonly crc32c: string;
  /** Where it is encrypted with a key that the caller has to send. */
  readonly customerEncryption?: object;
}

/** What is to be done for an object, or why it is left to people. */
export type ObjectMove = "done" | "copy" | { readonly leave: string };

/** Whether both have the same content, as far as length and checksum tell. */
export const sameContent = (a: StoredObject, b: StoredObject): boolean => a.size === b.size && a.crc32c === b.crc32c;

/** Decides about one object by what both buckets hold: what the target has is never covered. */
export function objectMove(source: StoredObject, target: StoredObject | undefined): ObjectMove {
  if (target && sameContent(source, target)) return "done";
  if (target) return { leave: "the target holds another content by this name" };
  if (source.customerEncryption) return { leave: "it is encrypted with a key that Google doesn't have" };
  return "copy";
}

/** Pairs each of the source with its like in the target. Both are in the order of the bytes of their names. */
export async function* paired<T extends { readonly name: string }>(
  source: AsyncIterable<T>,
  target: AsyncIterable<T>,
): AsyncGenerator<[T, T | undefined]> {
  const others = target[Symbol.asyncIterator]();
  let other = await others.next();
  for await (const one of source) {
    const name = Buffer.from(one.name);
    while (!other.done && Buffer.compare(Buffer.from(other.value.name), name) < 0) other = await others.next();
    yield [one, !other.done && other.value.name === one.name ? other.value : undefined];
  }
}
