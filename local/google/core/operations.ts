import { ApiError, type ErrorExtras, notFound, type Status } from "./errors.ts";
import { forget } from "./policies.ts";
import type { Document, Store } from "./store.ts";
import type { Timing } from "./timing.ts";

const prefix = "operations/";

/** How many polls an operation takes at least: the first answers that it still runs. */
const minimumPolls = 2;

/** Milliseconds after which an operation is finished even if nobody asks. */
const unattended = 1000;

/** What a method starts that does not finish at once. */
export interface NewOperation {
  /** The operation's name, unique within its API's host. */
  name: string;
  host: string;
  /** The method that starts it, with its API: decides how long it takes. */
  method: string;
  /** Members that an unfinished and a finished operation share. */
  body?: Document;
  /** Members of the finished one only, for example `metadata` as it is then. */
  finished?: Document;
  /** What was made, or {} with its @type. */
  response?: Document;
  /** The failure that the operation ends with. */
  error?: ApiError;
  /** What changes when it ends well: documents to put, names to delete. */
  put?: [name: string, document: object][];
  remove?: string[];
  /** Members of documents that change when it ends well; other changes that they had meanwhile stay. */
  change?: [name: string, members: object][];
  /** Documents that are removed when the operation fails, such as the reservation of an ID. */
  release?: string[];
  /** It is finished before the method answers. */
  instant?: boolean;
  /** It goes on until `resume` is called, as what it waits for happens outside of the store. */
  held?: boolean;
}

interface StoredOperation extends Omit<NewOperation, "error"> {
  error?: { status: Status; message: string; extras: ErrorExtras };
  /** Times are milliseconds since the epoch, by the machine's clock. */
  started: number;
  duration: number;
  polls: number;
  done: boolean;
  ended?: number;
}

/** An operation as it stands, for an API to show in its own way. */
export interface OperationState extends Pick<NewOperation, "name" | "body" | "finished" | "response" | "error"> {
  done: boolean;
  /** When it was done: milliseconds since the epoch, by the machine's clock. */
  ended?: number;
}

/** How an API shows its operations. */
export type OperationStyle = (operation: OperationState) => Document;

/** Long-running operations: they take polls to finish, survive a kill, and make their result visible at the end. */
export class Operations {
  readonly #store: Store;
  readonly #timing: Timing;
  readonly #running = new Set<string>();

  constructor(store: Store, timing: Timing) {
    this.#store = store;
    this.#timing = timing;
    for (const { name, document } of store.list<StoredOperation>(prefix)) {
      if (!document.done) this.#running.add(name);
    }
  }

  /** Starts an operation and returns it as the method answers with it. */
  start({ error, ...operation }: NewOperation, style: OperationStyle = doneStyle): Document {
    const key = `${prefix}${operation.host}/${operation.name}`;
    const stored: StoredOperation = {
      ...operation,
      ...(error && { error: kept(error) }),
      started: Date.now(),
      duration: this.#timing.duration(operation.method),
      polls: 0,
      done: false,
    };
    this.#store.put(key, stored);
    if (operation.instant) this.#finish(key, stored);
    else this.#running.add(key);
    return style(state(stored));
  }

  /** Answers a poll. `patient`: the caller waits for the end, so that one poll is enough when its time is over. */
  poll(host: string, name: string, style: OperationStyle = doneStyle, patient = false): Document {
    const key = `${prefix}${host}/${name}`;
    const operation = this.#store.get<StoredOperation>(key);
    if (!operation) throw notFound(`Operation not found: ${name}`);
    if (operation.done) return style(state(operation));
    operation.polls++;
    const enough = patient || operation.polls >= minimumPolls;
    if (enough && isDue(operation)) this.#finish(key, operation);
    else this.#store.put(key, operation);
    return style(state(operation));
  }

  /** The operations of an API whose names start with `start`. */
  list(host: string, start: string, style: OperationStyle = doneStyle): Document[] {
    return this.#store.list<StoredOperation>(`${prefix}${host}/${start}`).map(({ document }) => style(state(document)));
  }

  /** Finishes an operation whose time is over, because its result is needed, however often it was polled. */
  conclude(host: string, name: string): void {
    const key = `${prefix}${host}/${name}`;
    const operation = this.#store.get<StoredOperation>(key);
    if (operation && !operation.done && isDue(operation)) this.#finish(key, operation);
  }

  /**
   * Lets an operation end that was held: as it was meant to, with more documents to put, or with a failure. One that is
   * over stays as it is.
   */
  resume(
    host: string,
    name: string,
    { failure, put = [] }: { failure?: ApiError | undefined; put?: [name: string, document: object][] } = {},
  ): void {
    const key = `${prefix}${host}/${name}`;
    const operation = this.#store.get<StoredOperation>(key);
    if (!operation || operation.done) return;
    const puts = [...(operation.put ?? []), ...put];
    this.#store.put(key, { ...operation, held: false, put: puts, ...(failure && { error: kept(failure) }) });
  }

  has(host: string, name: string): boolean {
    return this.#store.get(`${prefix}${host}/${name}`) !== undefined;
  }

  /** Forgets an operation. */
  delete(host: string, name: string): void {
    this.#store.delete(`${prefix}${host}/${name}`);
  }

  /**
   * Finishes what is due although nobody polls it, as a client that died would leave it. `patience`: milliseconds that
   * somebody has to poll for it.
   */
  settle(patience = unattended): void {
    for (const key of this.#running) {
      const operation = this.#store.get<StoredOperation>(key);
      if (!operation || operation.done) this.#running.delete(key);
      else if (isDue(operation, patience)) this.#finish(key, operation);
    }
  }

  #finish(key: string, operation: StoredOperation): void {
    operation.done = true;
    operation.ended = Date.now();
    for (const name of (operation.error ? operation.release : operation.remove) ?? []) forget(this.#store, name);
    if (!operation.error) {
      for (const [name, document] of operation.put ?? []) this.#store.put(name, document);
      for (const [name, members] of operation.change ?? []) {
        const current = this.#store.get<object>(name);
        if (current) this.#store.put(name, { ...current, ...members });
      }
    }
    // It leaves the set of running ones at the next settling: this transaction may yet be rolled back.
    this.#store.put(key, operation);
  }
}

const kept = ({ status, message, extras }: ApiError) => ({ status, message, extras });

/** Whether an operation's time is over. `more`: milliseconds that it is given besides. */
const isDue = ({ held, started, duration }: StoredOperation, more = 0): boolean =>
  !held && Date.now() - started >= duration + more;

function state({ error, ...operation }: StoredOperation): OperationState {
  return { ...operation, ...(error && { error: new ApiError(error.status, error.message, error.extras) }) };
}

/** Most APIs: `done`, and then `error` or `response`. */
function doneStyle({ name, body, finished, response, error, done }: OperationState): Document {
  const running = { name, ...body };
  if (!done) return running;
  const result = error ? { error: error.asOperationError() } : response && { response };
  return { ...running, ...finished, done: true, ...result };
}
