import type { LimitFound } from "./world.ts";

/** What the reconciler asks of spending's limits, which the plan of an environment takes as an input. */
export interface Limits {
  /** What limits there are. */
  read(): Promise<LimitFound[]>;
  /** Has an environment that ended scaled down, unless a limit did that already. */
  scaleDown(environment: string, project: string, reason: string): Promise<void>;
  /** Takes that back, but nothing that a limit did. */
  restore(environment: string, project: string, reason: string): Promise<void>;
  /** Forgets what limits say of an environment that is gone. */
  forget(environment: string, project: string): Promise<void>;
}

/** Where nothing limits spending. */
export const noLimits = (): Limits => ({
  read: async () => [],
  scaleDown: async () => undefined,
  restore: async () => undefined,
  forget: async () => undefined,
});
