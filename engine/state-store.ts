import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type GoogleClient, GoogleError } from "../google/client.ts";
import { UserError } from "../spec/problem.ts";

/** The files of a backend of the engine, by their path from its root. */
export interface StateStore {
  /** The text of a file; undefined when it isn't there. */
  read(path: string): Promise<string | undefined>;
  /** The paths of the files in a folder, sorted; none when it isn't there. */
  list(folder: string): Promise<string[]>;
  /** Writes a file of JSON that isn't there yet. Returns whether it did: of several who try, one does. */
  create(path: string, content: object): Promise<boolean>;
  remove(path: string): Promise<void>;
}

/** A backend in a folder of this machine. */
class FolderStore implements StateStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async read(path: string): Promise<string | undefined> {
    return ifThere(() => readFileSync(join(this.#root, path), "utf8"));
  }

  async list(folder: string): Promise<string[]> {
    const names = ifThere(() => readdirSync(join(this.#root, folder))) ?? [];
    // The engine keeps attributes of a file beside it.
    return names
      .filter((name) => !name.endsWith(".attrs"))
      .toSorted()
      .map((name) => `${folder}/${name}`);
  }

  async create(path: string, content: object): Promise<boolean> {
    const file = join(this.#root, path);
    mkdirSync(dirname(file), { recursive: true });
    // Whole from the first moment on, and refused where another is: a link is both. Lists leave it out.
    const part = `${file}.${randomUUID()}.attrs`;
    writeFileSync(part, JSON.stringify(content));
    try {
      linkSync(part, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      rmSync(part);
    }
  }

  async remove(path: string): Promise<void> {
    rmSync(join(this.#root, path), { force: true });
  }
}

function ifThere<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

const storage = "storage.googleapis.com";

/** A backend in a bucket of Cloud Storage. */
class BucketStore implements StateStore {
  readonly #bucket: string;
  readonly #client: GoogleClient;

  constructor(bucket: string, client: GoogleClient) {
    this.#bucket = bucket;
    this.#client = client;
  }

  #path(path: string): string {
    return `/storage/v1/b/${this.#bucket}/o/${encodeURIComponent(path)}`;
  }

  async read(path: string): Promise<string | undefined> {
    const found = await ifFound(this.#client.request<unknown>(storage, `${this.#path(path)}?alt=media`));
    return found === undefined || typeof found === "string" ? found : JSON.stringify(found);
  }

  async list(folder: string): Promise<string[]> {
    const names: string[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const query = new URLSearchParams({ prefix: `${folder}/`, delimiter: "/", fields: "items/name,nextPageToken" });
      if (token) query.set("pageToken", token);
      const path = `/storage/v1/b/${this.#bucket}/o?${query}`;
      const page = await ifFound(
        this.#client.request<{ items?: { name: string }[]; nextPageToken?: string }>(storage, path),
      );
      names.push(...(page?.items ?? []).map(({ name }) => name));
      token = page?.nextPageToken;
    }
    return names.toSorted();
  }

  async create(path: string, content: object): Promise<boolean> {
    const query = new URLSearchParams({ uploadType: "media", name: path, ifGenerationMatch: "0" });
    try {
      const upload = `/upload/storage/v1/b/${this.#bucket}/o?${query}`;
      await this.#client.request(storage, upload, { method: "POST", body: content });
      return true;
    } catch (error) {
      if (error instanceof GoogleError && error.code === 412) return false;
      throw error;
    }
  }

  async remove(path: string): Promise<void> {
    await ifFound(this.#client.request(storage, this.#path(path), { method: "DELETE" }));
  }
}

async function ifFound<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return undefined;
    throw error;
  }
}

/** Opens the store behind a backend's URL: file:// or gs://. */
export function openStateStore(url: string, client: GoogleClient): StateStore {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "file:") return new FolderStore(fileURLToPath(parsed));
  if (parsed?.protocol === "gs:") return new BucketStore(parsed.host, client);
  throw new UserError(
    `The backend ${url} can't be used. Allowed are gs://BUCKET and file:///FOLDER. Set or unset PULUMI_BACKEND_URL.`,
  );
}
