import type { Memory } from "./quantity.ts";

/** A job of Prometheus: who is asked for metrics, and where. */
export interface Scrape {
  readonly job: string;
  /** Its namespace in Kubernetes, where it isn't Prometheus' own. */
  readonly namespace?: string;
  /** One address for each replica; in Kubernetes, where replicas are looked up, none. */
  readonly addresses: readonly string[];
}

/** What a configuration file may depend on. */
export interface Knowledge {
  readonly target: "kubernetes" | "compose";
  /** The limit of the service's first container. */
  readonly memory: Memory;
  readonly scrapes: readonly Scrape[];
  /** The variables that a service offers to those who use it, by name. */
  offered(service: string): Readonly<Record<string, string>>;
  /** The address of each replica's port. */
  each(service: string, port: string): readonly string[];
  /** The name under which people reach the installation; undefined where it has none. */
  readonly domain: string | undefined;
}
