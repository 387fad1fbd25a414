import type { Log } from "../grpc/log.ts";
import { Client, patience } from "./client/client.ts";
import { Cluster } from "./client/cluster.ts";
import { readKubeconfig } from "./client/kubeconfig.ts";
import { Watcher } from "./client/watched.ts";
import type { Configuration } from "./configuration.ts";

/** Milliseconds that the first contact may take: a preview without a cluster must not take long. */
const firstContact = 2_000;

/** How patient a session is, in milliseconds. */
export interface Patience {
  /** For an answer to a request. */
  request: number;
  /** For what a new object needs: its namespace, or the definition of its kind. */
  settling: number;
}

const usual: Patience = { request: patience, settling: 30_000 };

/** A provider that has been configured: how it works, and its way to the cluster. */
export class Session {
  readonly configuration: Configuration;
  readonly log: Log;
  /** For objects that name no namespace. */
  readonly namespace: string;
  /** What CustomResourceDefinitions of the program define, as `apiVersion kind`, and whether it lives in a namespace. */
  readonly defined = new Map<string, boolean>();
  /** Resources that are in the state: what the engine makes of them replaces something. */
  readonly known = new Set<string>();
  /** Warnings of the server that have been passed on. */
  readonly warned = new Set<string>();
  /** Milliseconds to wait for what a new object needs. */
  readonly settling: number;
  /** Why the cluster can't be reached; undefined when it can. */
  unreachable: string | undefined;
  readonly #patience: number;
  readonly #cancelled = new AbortController();
  readonly #reached: { cluster: Cluster; watcher: Watcher } | undefined;

  constructor(configuration: Configuration, log: Log, { request, settling }: Patience = usual) {
    this.configuration = configuration;
    this.log = log;
    this.#patience = request;
    this.settling = settling;
    const { kubeconfig, context, cluster } = configuration;
    const load = () => readKubeconfig(kubeconfig, { context, cluster });
    try {
      const config = load();
      this.namespace =
        configuration.namespace ?? (config.getContextObject(config.currentContext)?.namespace || "default");
      const client = new Client(load, this.#cancelled.signal, request);
      this.#reached = { cluster: new Cluster(client), watcher: new Watcher(client) };
    } catch (error) {
      this.namespace = configuration.namespace ?? "default";
      this.unreachable = (error as Error).message;
    }
  }

  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Tries whether the cluster answers, for a short time. */
  async meet(): Promise<void> {
    await this.#contact(Math.min(firstContact, this.#patience));
  }

  async #contact(time: number): Promise<void> {
    if (!this.#reached) return;
    try {
      await this.#reached.cluster.check(time);
      this.unreachable = undefined;
    } catch (error) {
      this.unreachable = (error as Error).message;
    }
  }

  /** The cluster, or undefined if it didn't answer at first: for what can also be done without. */
  get reachable(): Cluster | undefined {
    return this.unreachable === undefined ? this.#reached?.cluster : undefined;
  }

  /** The cluster, for what can't be done without it. Throws if it doesn't answer. */
  async cluster(): Promise<Cluster> {
    if (this.unreachable !== undefined) await this.#contact(this.#patience);
    if (this.unreachable === undefined) return this.#reached!.cluster;
    throw new Error(`the cluster can't be reached: ${this.unreachable}. Check that it runs and that the kubeconfig, or \
the stack's kubernetes:kubeconfig and kubernetes:context, name it`);
  }

  get watcher(): Watcher {
    return this.#reached!.watcher;
  }

  /** Ends all that is being waited for. */
  cancel(): void {
    this.#cancelled.abort();
  }

  close(): void {
    this.cancel();
    this.#reached?.cluster.client.close();
  }
}
