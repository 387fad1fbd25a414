import type { IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request as send } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Properties } from "../../grpc/values.ts";
import { Cancelled, Refusal, Unreachable, Untrusted } from "./failures.ts";
import { credentialsFailure } from "./kubeconfig.ts";
import { linesOf, read, warningsOf } from "./responses.ts";

/** An answer of the API server. */
export interface Answer {
  body: Properties;
  /** What the server warns of, e.g. a version of an API that will go away. */
  warnings: string[];
}

/** What a request carries besides its path. */
export interface Request {
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** Default: application/json. */
  type?: string;
}

/** Milliseconds for which a request is tried by default. */
export const patience = 30_000;
const firstWait = 200;
const longestWait = 5_000;
/** Milliseconds without a byte after which a connection is given up; a stream has a bookmark every minute. */
const silence = 30_000;
const streamSilence = 90_000;

/** Whether the server may do later what it couldn't do now. */
function passes(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  if (!(error instanceof Refusal)) return false;
  if ([429, 502, 503, 504].includes(error.code)) return true;
  return (
    error.code === 500 && /etcdserver|context deadline|connection re(fused|set)|calling webhook/.test(error.message)
  );
}

/** Talks to one API server as one user of a kubeconfig. */
export class Client {
  readonly server: string;
  readonly #load: () => KubeConfig;
  readonly #patience: number;
  readonly #cancelled: AbortSignal;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  /** Streams stay open for minutes, and must not take the place of requests. */
  readonly #streams = new Agent({ keepAlive: false });
  #config: KubeConfig;
  #credentials: Promise<RequestOptions> | undefined;

  /** `load`: reads the kubeconfig, again when the server doesn't accept the credentials any more. */
  constructor(load: () => KubeConfig, cancelled: AbortSignal, time = patience) {
    this.#load = load;
    this.#config = load();
    this.#cancelled = cancelled;
    this.#patience = time;
    this.server = this.#config.getCurrentCluster()!.server.replace(/\/$/, "");
  }

  /**
   * Sends a request until it is answered for good. Throws a Refusal, Unreachable (after `time` milliseconds; one that
   * changes something only where sending it twice does no harm or nothing was sent), or Cancelled.
   */
  async request(method: string, path: string, request: Request = {}, time = this.#patience): Promise<Answer> {
    const until = Date.now() + time;
    let renewed = false;
    for (let wait = firstWait; ; wait = Math.min(wait * 2, longestWait)) {
      try {
        return await this.#once(method, path, request);
      } catch (error) {
        if (this.#cancelled.aborted) throw new Cancelled();
        if (error instanceof Refusal && error.code === 401 && !renewed) {
          renewed = true;
          this.#config = this.#load();
          continue;
        }
        const ambiguous = method === "POST" && error instanceof Unreachable && error.sent;
        if (!passes(error) || ambiguous || Date.now() + wait > until) throw error;
        await sleep(wait, undefined, { signal: this.#cancelled }).catch(() => {});
      }
    }
  }

  async #once(method: string, path: string, { query, body, type }: Request): Promise<Answer> {
    const response = await this.#send(method, path, query, this.#agent, body, type);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of response) chunks.push(chunk);
    } catch (error) {
      throw new Unreachable(this.server, error, true);
    }
    return { body: read(response, Buffer.concat(chunks).toString()), warnings: warningsOf(response) };
  }

  /**
   * Lists and then watches: yields what the server tells of, one object of the stream at a time, until it ends the stream.
   */
  async *stream(path: string, query: Request["query"], stopped: AbortSignal): AsyncGenerator<Properties> {
    const signal = AbortSignal.any([this.#cancelled, stopped]);
    const response = await this.#send(
      "GET",
      path,
      { ...query, watch: "true" },
      this.#streams,
      undefined,
      undefined,
      signal,
    );
    if (response.statusCode !== 200) {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      read(response, Buffer.concat(chunks).toString());
    }
    try {
      for await (const line of linesOf(response)) yield JSON.parse(line) as Properties;
    } catch (error) {
      if (signal.aborted) throw new Cancelled();
      throw new Unreachable(this.server, error, false);
    }
  }

  async #send(
    method: string,
    path: string,
    query: Request["query"] = {},
    agent: Agent,
    body?: unknown,
    type = "application/json",
    signal = this.#cancelled,
  ): Promise<IncomingMessage> {
    const credentials = await this.#authenticate();
    const url = new URL(this.server + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const content = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: "application/json",
      "user-agent": "pulumi-kubernetes",
      ...(content !== undefined && { "content-type": type, "content-length": Buffer.byteLength(content) }),
      ...credentials.headers,
    };
    // A proxy has an agent of its own.
    const through = this.#config.getCurrentCluster()?.proxyUrl ? credentials.agent! : agent;
    return new Promise((resolve, reject) => {
      const timeout = agent === this.#streams ? streamSilence : silence;
      const options = { ...credentials, method, headers, agent: through, signal, timeout };
      const outgoing = send(url, options, resolve);
      outgoing.on("timeout", () => outgoing.destroy(new Error(`silent for ${timeout / 1000} seconds`)));
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        if (signal.aborted) reject(new Cancelled());
        else if (isDistrust(error)) reject(new Untrusted(this.server, error));
        else reject(new Unreachable(this.server, error, !neverSent.includes(error.code ?? "")));
      });
      outgoing.end(content);
    });
  }

  /** Many requests at once must not start many programs for credentials. */
  #authenticate(): Promise<RequestOptions> {
    const config = this.#config;
    this.#credentials ??= (async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return options;
    })()
      .catch((error) => {
        throw credentialsFailure(config, error);
      })
      .finally(() => {
        this.#credentials = undefined;
      });
    return this.#credentials;
  }

  /** Closes what is open. */
  close(): void {
    this.#agent.destroy();
    this.#streams.destroy();
  }
}

const neverSent = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"];

const isDistrust = ({ code = "" }: NodeJS.ErrnoException) => /CERT|SELF_SIGNED|_SSL_|TLS_/.test(code);
