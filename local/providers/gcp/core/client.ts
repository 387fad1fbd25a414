import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";

/** A refusal of an API, with what it said. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly body: Properties;

  constructor(method: string, url: string, code: number, body: Properties) {
    const error = (body.error ?? {}) as { message?: string; status?: string; errors?: { message?: string }[] };
    const text = error.message ?? error.errors?.[0]?.message ?? "no message";
    super(`${method} ${url}: ${code} ${error.status ?? ""} ${text}`.replaceAll("  ", " "));
    this.code = code;
    this.body = body;
  }

  get reason(): string {
    const error = (this.body.error ?? {}) as { errors?: { reason?: string }[]; message?: string };
    return error.errors?.[0]?.reason ?? "";
  }
}

/** A request that was never answered. One that may change something may have taken effect all the same. */
export class NoAnswer extends Error {
  constructor(method: string, url: string, cause: unknown) {
    const why = (cause as { cause?: Error }).cause?.message ?? String(cause);
    const effect = method === "GET" ? "" : "; nobody knows whether it took effect";
    super(`${method} ${url}: no answer (${why})${effect}`, { cause });
  }
}

/** What a request carries: JSON data, bytes, or bytes with their type. */
type Body = Properties | Buffer | Blob;

const contentOf = (body: Properties | Buffer): Blob =>
  Buffer.isBuffer(body)
    ? new Blob([new Uint8Array(body)], { type: "application/octet-stream" })
    : new Blob([JSON.stringify(body)], { type: "application/json" });

/** Milliseconds for which a request is tried again by default (the official provider: one minute). */
const patience = 60_000;
const firstWait = 100;
const longestWait = 5_000;

/** How long to wait before the next attempt, or undefined when another attempt can't help. */
function retryable(method: string, failure: unknown): boolean {
  if (failure instanceof ApiFailure) {
    if ([429, 500, 502, 503].includes(failure.code)) return true;
    if (failure.code === 409) return failure.reason === "operationInProgress";
    return failure.code === 400 && failure.reason === "resourceNotReady";
  }
  const code = ((failure as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  // Nothing was sent, so nothing can have happened.
  if (code === "ECONNREFUSED") return true;
  return method !== "POST";
}

/** Talks to the APIs that the environment names (as gcloud's endpoint overrides do), with the caller's token. */
export class Client {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** The base URL of an API, without a slash at the end. */
  #base(host: string): string {
    const name = `CLOUDSDK_API_ENDPOINT_OVERRIDES_${host.split(".")[0]!.toUpperCase()}`;
    const base = this.#environment[name];
    if (!base) throw new Error(`${name} is not set: the local Google Cloud serves no ${host}.`);
    return base.replace(/\/$/, "");
  }

  /** Sends a request until it is answered for good. `path` begins with a slash. */
  async request(host: string, method: string, path: string, body?: Body): Promise<Properties> {
    const text = await this.#insist(host, method, path, body);
    return text ? (JSON.parse(text) as Properties) : {};
  }

  /** Reads what isn't JSON to the API, such as the content of an object. */
  download(host: string, path: string): Promise<string> {
    return this.#insist(host, "GET", path);
  }

  async #insist(host: string, method: string, path: string, body?: Body): Promise<string> {
    const until = Date.now() + patience;
    for (let wait = firstWait; ; wait = Math.min(wait * 2, longestWait)) {
      try {
        return await this.#send(host, method, path, body);
      } catch (failure) {
        if (!retryable(method, failure) || Date.now() + wait > until) {
          if (failure instanceof ApiFailure) throw failure;
          throw new NoAnswer(method, `${host}${path}`, failure);
        }
        await sleep(wait);
      }
    }
  }

  async #send(host: string, method: string, path: string, body?: Body): Promise<string> {
    const content = body instanceof Blob || body === undefined ? body : contentOf(body);
    const response = await fetch(this.#base(host) + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#environment.GOOGLE_OAUTH_ACCESS_TOKEN ?? ""}`,
        ...(content && { "content-type": content.type }),
      },
      ...(content && { body: content }),
    });
    const text = await response.text();
    if (response.ok) return text;
    throw new ApiFailure(method, `${host}${path}`, response.status, text ? (JSON.parse(text) as Properties) : {});
  }

  /** Polls an operation until it is done; returns it, or throws what it ended with. `path` is that of the operation. */
  async wait(host: string, path: string, first: Properties): Promise<Properties> {
    let operation = first;
    for (let wait = 10; ; wait = Math.min(wait * 2, 1000)) {
      if (operation.error) throw new ApiFailure("operation", `${host}${path}`, codeOf(operation), operation);
      if (operation.done === true || operation.status === "DONE") return operation;
      await sleep(wait);
      operation = await this.request(host, "GET", path);
    }
  }
}

/** The HTTP status of a failed operation: what it says, or what fits its google.rpc.Code. */
function codeOf(operation: Properties): number {
  if (typeof operation.httpErrorStatusCode === "number") return operation.httpErrorStatusCode;
  const error = operation.error as { code?: number };
  const http: Record<number, number> = { 3: 400, 5: 404, 6: 409, 7: 403, 8: 429, 9: 400, 10: 409, 14: 503 };
  return http[error.code ?? 0] ?? 500;
}
