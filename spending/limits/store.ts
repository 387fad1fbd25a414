import type { Bucket } from "@google-cloud/storage";
import { type JournalRecord, journalPrefix, recordObject } from "./journal.ts";
import { type LimitState, parseState, stateObject } from "./state.ts";

/** Somebody else changed it meanwhile: read it again and decide anew. */
export class Conflict extends Error {}

/** Something as it was read, with what a change of it is conditional on. */
export interface Versioned<T> {
  value: T;
  /** The generation of the object; "0" where there is none. */
  generation: string;
}

/** Where states and the journal are kept. */
export interface LimitStore {
  /** The state of an environment; undefined value where nothing has happened to it yet. */
  state(environment: string): Promise<Versioned<LimitState | undefined>>;
  /** Changes a state that nobody else has changed. Returns its new generation. @throws Conflict when somebody has. */
  put(state: LimitState, generation: string): Promise<string>;
  /** The names of the environments that have a state. */
  names(): Promise<string[]>;
  /** Adds a record; false where it is there already. `at`, `detail`: as for recordObject. */
  record(record: JournalRecord, at?: string, detail?: string): Promise<boolean>;
  /** The records of the journal from a time on, in their order. */
  journal(from: string): Promise<JournalRecord[]>;
  /** Any other object of the bucket, as text; undefined value where it isn't there. */
  text(name: string): Promise<Versioned<string | undefined>>;
  /** Changes such an object. @throws Conflict when somebody else has. */
  putText(name: string, text: string, generation: string): Promise<string>;
}

const codeOf = (error: unknown): number | undefined => Number((error as { code?: unknown }).code) || undefined;

/** The objects of a bucket, each changed only as it was read. */
export function bucketStore(bucket: Bucket): LimitStore {
  async function text(name: string): Promise<Versioned<string | undefined>> {
    const file = bucket.file(name);
    // Another version may come between the two answers: what was read is of the generation that is named.
    for (let attempt = 0; ; attempt++) {
      try {
        const [{ generation }] = await file.getMetadata();
        const [bytes] = await bucket.file(name, { generation: String(generation) }).download();
        return { value: bytes.toString(), generation: String(generation) };
      } catch (error) {
        if (codeOf(error) !== 404) throw error;
        const [there] = await file.exists();
        if (!there) return { value: undefined, generation: "0" };
        if (attempt >= 5) throw error;
      }
    }
  }

  async function putText(name: string, content: string, generation: string): Promise<string> {
    const file = bucket.file(name);
    try {
      await file.save(content, {
        resumable: false,
        contentType: "application/json",
        preconditionOpts: { ifGenerationMatch: generation },
      });
    } catch (error) {
      if (codeOf(error) !== 412) throw error;
      // A request that was sent again after its answer was lost finds its own work.
      const now = await text(name);
      if (now.value !== content) throw new Conflict(`gs://${bucket.name}/${name} was changed by somebody else`);
      return now.generation;
    }
    return String(file.metadata.generation);
  }

  return {
    text,
    putText,
    async state(environment) {
      const name = stateObject(environment);
      const { value, generation } = await text(name);
      if (value === undefined) return { value: undefined, generation };
      return { value: parseState(value, `gs://${bucket.name}/${name}`), generation };
    },
    put: (state, generation) => putText(stateObject(state.environment), JSON.stringify(state, null, 2), generation),
    async names() {
      const [files] = await bucket.getFiles({ prefix: "environments/" });
      return files.map(({ name }) => name.slice("environments/".length, -".json".length));
    },
    async record(record, at = record.at, detail = "") {
      try {
        await putText(recordObject(record, at, detail), JSON.stringify(record, null, 2), "0");
        return true;
      } catch (error) {
        if (error instanceof Conflict) return false;
        throw error;
      }
    },
    async journal(from) {
      const [files] = await bucket.getFiles({ prefix: journalPrefix, startOffset: `${journalPrefix}${from}` });
      const records = await Promise.all(files.map((file) => file.download()));
      return records.map(([bytes]) => JSON.parse(bytes.toString()) as JournalRecord);
    },
  };
}
