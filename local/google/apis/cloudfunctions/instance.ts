import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isTarball, untar } from "./untar.ts";
import { unzip } from "./unzip.ts";

const require = createRequire(import.meta.url);

/** The program that a function is started by, as Google's buildpack does. */
const framework = join(dirname(require.resolve("@google-cloud/functions-framework")), "main.js");
const preload = join(import.meta.dirname, "preload.mjs");

/** The folder in which a function finds the packages that its package.json names, in place of an installation. */
const packages = framework.slice(0, framework.lastIndexOf("node_modules") + "node_modules".length);

/** Milliseconds that a function may take to start; Cloud Run waits four minutes. */
const startLimit = 60_000;
/** Milliseconds that a function may take to end when it is asked to. */
const endLimit = 2_000;
/** Bytes of a log after which a new one is begun; the one before is kept. */
const longLog = 5_000_000;

/** A revision of a function, as it is to run. */
export interface Revision {
  /** "guard-00001-abc" */
  id: string;
  /** The folder that it runs in. */
  folder: string;
  /** Where what it prints goes. */
  log: string;
  /** Its code, as an archive: a ZIP file or a .tar.gz. */
  source(): Buffer;
  /** What is started. Default: the program that starts functions. */
  script?: readonly string[];
  environment: Record<string, string>;
}

/** A process that runs a revision. */
export class Instance {
  readonly #child: ChildProcess;
  readonly #port: Promise<number>;
  readonly #ended: Promise<void>;
  #alive = true;

  constructor(revision: Revision) {
    unpack(revision);
    const output = openLog(revision.log);
    // A group of its own: a Ctrl-C at the terminal is for whoever started the cloud.
    this.#child = spawn(process.execPath, ["--import", preload, ...(revision.script ?? [framework])], {
      cwd: revision.folder,
      env: revision.environment,
      stdio: ["ignore", output, output, "ipc"],
      detached: true,
    });
    closeSync(output);
    this.#child.unref();
    this.#child.channel?.unref();
    this.#ended = new Promise((resolve) => {
      const gone = () => {
        this.#alive = false;
        resolve();
      };
      this.#child.once("exit", gone);
      this.#child.once("error", gone);
    });
    this.#port = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("it didn't start in time")), startLimit);
      this.#child.once("message", ({ port }: { port: number }) => {
        clearTimeout(timer);
        resolve(port);
      });
      void this.#ended.then(() => {
        clearTimeout(timer);
        reject(new Error("it ended before it listened"));
      });
    });
    // Whoever calls it hears of it.
    this.#port.catch(() => this.#child.kill("SIGKILL"));
  }

  /** Resolves when it is gone. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves with the address once it listens. Rejects when it doesn't. */
  async address(): Promise<string> {
    return `http://127.0.0.1:${await this.#port}`;
  }

  /** Ends it, and returns when it is gone. */
  async end(): Promise<void> {
    if (!this.#alive) return;
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), endLimit);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** Puts the code where it runs, with the packages of this program beside it. */
function unpack({ folder, source }: Revision): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const archive = source();
  for (const [path, bytes] of isTarball(archive) ? untar(archive) : unzip(archive)) {
    const file = join(fresh, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  symlinkSync(packages, join(fresh, "node_modules"));
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > longLog) renameSync(path, `${path}.before`);
  return openSync(path, "a");
}
