import type { Environment } from "../spec/schema/environment.ts";
import type { LimitState } from "../spending/limits/state.ts";
import type { LimitFound } from "./world.ts";

/** What the reconciler asks of the limits on spending. */
export interface Limits {
  /** What limits did, by the name of the environment; none of those that were never limited. */
  states(): Promise<ReadonlyMap<string, LimitState>>;
  /** What limits there are, of environments with these names. */
  read(names: ReadonlySet<string>): Promise<LimitFound[]>;
  /** Has an environment scaled down that is past its last day, unless a limit did that already. */
  scaleDown(environment: Environment, expires: string): Promise<void>;
  /** Forgets what limits say of an environment that is gone. */
  forget(environment: string, project: string): Promise<void>;
}

/** Where nothing limits spending. */
export const noLimits = (): Limits => ({
  states: async () => new Map(),
  read: async () => [],
  scaleDown: async () => undefined,
  forget: async () => undefined,
});
