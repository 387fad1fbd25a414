/** How a container is asked whether it is well. */
export type Check<P extends string = string> =
  | { readonly kind: "http"; readonly path: string; readonly port: P }
  | { readonly kind: "tcp"; readonly port: P }
  | { readonly kind: "command"; readonly command: readonly [string, ...string[]] };

/** A check with how often it is asked. Seconds. */
export interface Probe<P extends string = string> {
  readonly check: Check<P>;
  /** How often. Default 10. */
  readonly period?: number;
  /** How long an answer may take. Default 5. */
  readonly timeout?: number;
  /** How many failures in a row count. Default 3. */
  readonly failures?: number;
}

/** The checks of a container. */
export interface Probes<P extends string = string> {
  /** Whether it is given work; every container that listens has one. */
  readonly readiness?: Probe<P>;
  /** Whether it must be started again. */
  readonly liveness?: Probe<P>;
  /** Asked instead of the others until it succeeds once, so that a slow start isn't taken for a fault. */
  readonly startup?: Probe<P>;
}

/** A GET that must be answered with a status below 400. */
export const http = <const P extends string>(path: `/${string}`, port: P): Check<P> => ({ kind: "http", path, port });

/** A connection that must be taken. */
export const tcp = <const P extends string>(port: P): Check<P> => ({ kind: "tcp", port });

/** A program in the container that must end with 0. */
export const command = (...words: readonly [string, ...string[]]): Check<never> => ({
  kind: "command",
  command: words,
});
