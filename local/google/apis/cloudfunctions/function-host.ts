import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Instance, type Revision } from "./instance.ts";

/** A function as its host needs to know it. */
export interface Runnable {
  /** "projects/p/locations/us-central1/functions/guard" */
  name: string;
  /** "guard-00001-abc" */
  revision: string;
  source(): Buffer;
  /** What is started, from its folder: arguments of Node. Default: Google's Functions Framework. */
  script?: readonly string[];
  serviceAccount: string;
  timeoutSeconds: number;
  /** What it was deployed with, and what Cloud Run adds. */
  environment: Record<string, string>;
}

export interface FunctionHostOptions {
  /** Where functions are unpacked, and their logs are. */
  directory: string;
  /** What points Google's clients at the cloud, as a service account. `project`: the ID of the function's. */
  clients(serviceAccount: string, project: string): Promise<Record<string, string>>;
  /** Milliseconds without a call after which a process ends. Default: a minute. */
  idle?: number;
}

/** A process and what it is doing. */
interface Running {
  revision: string;
  instance: Instance;
  calls: number;
  timer?: NodeJS.Timeout | undefined;
}

const usualIdle = 60_000;
/** Milliseconds in which a process that answers no more is seen to be gone. */
const grace = 200;

/** A refusal of the front of Cloud Run. */
const refusal = (status: number, text: string) => new Response(`${text}\n`, { status });

/**
 * Runs the functions of the cloud, one process for each, which is started by the first call and started again by the next
 * one when it died. One that nobody calls ends after a while.
 */
export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #running = new Map<string, Running>();

  constructor(options: FunctionHostOptions) {
    this.#options = options;
  }

  /** Sends a request to a function and returns its answer; whatever goes wrong is answered as Cloud Run does. */
  async call(fn: Runnable, request: Request): Promise<Response> {
    const { clients } = this.#options;
    const running = this.#runningOf(fn, await clients(fn.serviceAccount, fn.name.split("/")[1]!));
    clearTimeout(running.timer);
    running.calls++;
    try {
      return await this.#forward(fn, running, request);
    } finally {
      running.calls--;
      if (running.calls === 0) this.#rest(fn.name, running);
    }
  }

  /** The process of a function, if it has one. */
  pid(name: string): number | undefined {
    const running = this.#running.get(name);
    return running?.instance.alive ? running.instance.pid : undefined;
  }

  /** Ends all processes. */
  async stopAll(): Promise<void> {
    const all = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(
      all.map(({ instance, timer }) => {
        clearTimeout(timer);
        return instance.end();
      }),
    );
  }

  #runningOf(fn: Runnable, clients: Record<string, string>): Running {
    const known = this.#running.get(fn.name);
    if (known?.instance.alive && known.revision === fn.revision) return known;
    if (known) void this.#retire(known);
    const running: Running = { revision: fn.revision, instance: new Instance(this.#revisionOf(fn, clients)), calls: 0 };
    this.#running.set(fn.name, running);
    return running;
  }

  /** An earlier revision ends what it is doing first. */
  async #retire(running: Running): Promise<void> {
    clearTimeout(running.timer);
    while (running.calls > 0 && running.instance.alive) await sleep(20);
    await running.instance.end();
  }

  #rest(name: string, running: Running): void {
    if (this.#running.get(name) !== running) return;
    running.timer = setTimeout(() => {
      if (running.calls > 0 || this.#running.get(name) !== running) return;
      this.#running.delete(name);
      void running.instance.end();
    }, this.#options.idle ?? usualIdle);
    running.timer.unref();
  }

  #revisionOf({ name, revision, source, script, environment }: Runnable, clients: Record<string, string>): Revision {
    const { directory } = this.#options;
    const [, project, , , , id] = name.split("/");
    const at = join(directory, `${project}.${id}`);
    const { PATH, NODE_EXTRA_CA_CERTS } = process.env;
    return {
      id: revision,
      folder: join(at, "code"),
      log: join(at, "log"),
      source,
      ...(script && { script }),
      environment: {
        ...(PATH && { PATH }),
        // Not the user's, where credentials for Google itself may lie.
        HOME: at,
        ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }),
        // Google's clients needn't find out whether there is one to be asked for tokens.
        METADATA_SERVER_DETECTION: "assume-present",
        NODE_COMPILE_CACHE: join(directory, "compile-cache"),
        ...clients,
        ...environment,
      },
    };
  }

  async #forward({ timeoutSeconds }: Runnable, { instance }: Running, request: Request): Promise<Response> {
    const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
    const { pathname, search } = new URL(request.url);
    let address: string;
    try {
      address = await instance.address();
    } catch (error) {
      return refusal(503, `The function didn't start: ${(error as Error).message}. Its log tells more.`);
    }
    try {
      const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
      const answer = await fetch(address + pathname + search, {
        method: request.method,
        headers: request.headers,
        ...(body && { body }),
        redirect: "manual",
        signal: AbortSignal.any([timeout, request.signal]),
      });
      // All of it: a process that dies half-way hasn't answered.
      const bytes = await answer.arrayBuffer();
      const empty = [204, 205, 304].includes(answer.status);
      return new Response(empty ? null : bytes, { status: answer.status, headers: plain(answer.headers) });
    } catch (error) {
      if ((error as Error).name === "TimeoutError") return refusal(504, "upstream request timeout");
      // Its connections end a little before it is known to be gone.
      await Promise.race([instance.ended, sleep(grace)]);
      return refusal(503, "The request failed because the instance could not answer it.");
    }
  }
}

/** Headers without those of the connection: the content was unpacked. */
function plain(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"]) {
    kept.delete(name);
  }
  return kept;
}
