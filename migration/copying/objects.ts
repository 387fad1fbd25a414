import type { GoogleClient } from "../../google/client.ts";
import { inParallel } from "../../google/inventory/parallel.ts";
import { objectMove, paired, type StoredObject, sameContent } from "../copy/object.ts";

const host = "storage.googleapis.com";

/** How many objects are copied at once, and how many are gathered for that. */
const atOnce = 16;
const gathered = 256;

/** What became of the objects of a bucket. */
export interface CopiedObjects {
  /** Those that were there before, those that were copied now, and the bytes of the latter. */
  done: number;
  copied: number;
  bytes: number;
  /** Those that are left to people, with the reason. */
  readonly left: { readonly name: string; readonly why: string }[];
  /** Those that Google refused, with what it said. */
  readonly failed: { readonly name: string; readonly why: string }[];
}

const bucketPath = (bucket: string): string => `/storage/v1/b/${encodeURIComponent(bucket)}`;
const objectPath = (bucket: string, name: string): string => `${bucketPath(bucket)}/o/${encodeURIComponent(name)}`;

/** The objects of a bucket as they are now, page by page: there may be more than fit into memory. */
async function* objects(google: GoogleClient, bucket: string): AsyncGenerator<StoredObject> {
  for (let token = ""; ; ) {
    const query = token ? `?pageToken=${encodeURIComponent(token)}` : "";
    const page: { items?: StoredObject[]; nextPageToken?: string } = await google.request(
      host,
      `${bucketPath(bucket)}/o${query}`,
    );
    yield* page.items ?? [];
    token = page.nextPageToken ?? "";
    if (!token) return;
  }
}

interface Rewritten {
  readonly done: boolean;
  readonly rewriteToken?: string;
  readonly resource?: StoredObject;
}

/** Copies that generation that was listed, if the target has none by its name; Google's servers move the bytes. */
async function rewrite(google: GoogleClient, object: StoredObject, from: string, to: string): Promise<void> {
  const path = `${objectPath(from, object.name)}/rewriteTo/b/${encodeURIComponent(to)}/o/${encodeURIComponent(object.name)}`;
  const conditions = `sourceGeneration=${object.generation}&ifGenerationMatch=0`;
  for (let token = ""; ; ) {
    const query = token ? `${conditions}&rewriteToken=${encodeURIComponent(token)}` : conditions;
    const answer = await google.request<Rewritten>(host, `${path}?${query}`, { method: "POST" });
    if (!answer.done) {
      token = answer.rewriteToken!;
      continue;
    }
    const there = await google.request<StoredObject>(host, objectPath(to, object.name));
    if (!sameContent(object, there)) throw new Error("the copy's length or checksum is not the original's");
    return;
  }
}

/**
 * Copies the objects of a bucket into another one that is there. It only adds: nothing in the source is changed, and
 * what the target has by the same name is never covered. What is done is seen by looking, so it can be stopped and run
 * again. Older generations, and who may read an object, are not copied. `report`: called now and then.
 * @throws GoogleError where one of the buckets can't be listed.
 */
export async function copyObjects(
  google: GoogleClient,
  from: string,
  to: string,
  report: (sofar: Readonly<CopiedObjects>) => void = () => {},
): Promise<CopiedObjects> {
  const result: CopiedObjects = { done: 0, copied: 0, bytes: 0, left: [], failed: [] };
  let waiting: StoredObject[] = [];
  const flush = async (): Promise<void> => {
    await inParallel(waiting, atOnce, async (object) => {
      try {
        await rewrite(google, object, from, to);
        result.copied++;
        result.bytes += Number(object.size);
      } catch (error) {
        result.failed.push({ name: object.name, why: (error as Error).message });
      }
    });
    waiting = [];
    report(result);
  };
  for await (const [one, other] of paired(objects(google, from), objects(google, to))) {
    const move = objectMove(one, other);
    if (move === "done") result.done++;
    else if (move === "copy") waiting.push(one);
    else result.left.push({ name: one.name, why: move.leave });
    if (waiting.length >= gathered) await flush();
  }
  await flush();
  return result;
}
