import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** A stored resource: JSON data, without undefined members. */
export type Document = Record<string, unknown>;

/** Whether a value has members of its own, as opposed to a list or something plain. */
export const isDocument = (value: unknown): value is Document =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Who notes what becomes of some documents, in the transaction of the change: both are kept, or neither is. */
export interface Observer {
  /** Whether a document matters, by its name. */
  watches(name: string): boolean;
  /** Called once at the end of a transaction, with the names of those that were written or deleted. */
  changed(names: ReadonlySet<string>): void;
  /** The last call of `changed` came to nothing: the transaction was rolled back. */
  undone(): void;
}

/**
 * Everything that the local Google Cloud remembers: documents by full resource name
 * (`//pubsub.googleapis.com/projects/p/topics/t`), on disk before a request is answered. A kill of the process
 * loses nothing; a power cut may lose the last moments (synchronous=off), which a stand-in can afford.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #list: StatementSync;
  readonly #first: StatementSync;
  readonly #getBytes: StatementSync;
  readonly #putBytes: StatementSync;
  readonly #removeBytes: StatementSync;
  readonly #changed = new Set<string>();
  #observer: Observer | undefined;
  #writing = false;

  /** `path`: the database file, or ":memory:". */
  constructor(path: string) {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = off;
      create table if not exists documents (name text primary key, body text not null) without rowid;
      create table if not exists contents (name text primary key, bytes blob not null);
    `);
    this.#get = this.#database.prepare("select body from documents where name = ?");
    this.#put = this.#database.prepare("insert or replace into documents values (?, ?)");
    this.#remove = this.#database.prepare("delete from documents where name = ?");
    this.#list = this.#database.prepare("select name, body from documents where name >= ? and name < ? order by name");
    this.#first = this.#database.prepare("select 1 from documents where name >= ? and name < ? limit 1");
    this.#getBytes = this.#database.prepare("select bytes from contents where name = ?");
    this.#putBytes = this.#database.prepare("insert or replace into contents values (?, ?)");
    this.#removeBytes = this.#database.prepare("delete from contents where name = ?");
  }

  get<T = Document>(name: string): T | undefined {
    const row = this.#get.get(name) as { body: string } | undefined;
    return row && (JSON.parse(row.body) as T);
  }

  put(name: string, document: object): void {
    const body = JSON.stringify(document);
    this.#write(name, () => this.#put.run(name, body));
  }

  delete(name: string): void {
    this.#write(name, () => this.#remove.run(name));
  }

  /** Has changes noted from now on, by one observer. */
  observe(observer: Observer): void {
    this.#observer = observer;
  }

  #write(name: string, write: () => void): void {
    if (!this.#observer?.watches(name)) write();
    else if (!this.#writing) this.transaction(() => this.#write(name, write));
    else {
      this.#changed.add(name);
      write();
    }
  }

  /** Content that is no JSON, such as that of a stored object. */
  getBytes(name: string): Buffer | undefined {
    const row = this.#getBytes.get(name) as { bytes: Uint8Array } | undefined;
    return row && Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
  }

  putBytes(name: string, bytes: Buffer): void {
    this.#putBytes.run(name, bytes);
  }

  deleteBytes(name: string): void {
    this.#removeBytes.run(name);
  }

  /** All documents whose name starts with `prefix`, by name. `which`: only those whose name it lets through. */
  list<T = Document>(prefix: string, which?: (name: string) => boolean): { name: string; document: T }[] {
    const all = this.#list.all(prefix, `${prefix}\u{10ffff}`) as unknown as { name: string; body: string }[];
    const rows = which ? all.filter(({ name }) => which(name)) : all;
    return rows.map((row) => ({ name: row.name, document: JSON.parse(row.body) as T }));
  }

  /** Whether there is a document whose name starts with `prefix`. */
  any(prefix: string): boolean {
    return this.#first.get(prefix, `${prefix}\u{10ffff}`) !== undefined;
  }

  /** Runs `work` so that either all of its writes are kept or, when it throws, none. Calls don't nest. */
  transaction<T>(work: () => T): T {
    this.#database.exec("begin");
    this.#writing = true;
    try {
      const result = work();
      if (this.#changed.size > 0) this.#observer?.changed(this.#changed);
      this.#database.exec("commit");
      return result;
    } catch (error) {
      this.#database.exec("rollback");
      if (this.#changed.size > 0) this.#observer?.undone();
      throw error;
    } finally {
      this.#writing = false;
      this.#changed.clear();
    }
  }

  /** Whether it can be read still. */
  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  close(): void {
    this.#database.close();
  }
}
