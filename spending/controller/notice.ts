import type { ControllerConfig, LimitedEnvironment } from "./config.ts";

/** What people are told, on the topic `limit-notices`. */
export interface Notice {
  /** The same for what is told twice after a crash. */
  id: string;
  kind: "step" | "failure" | "withheld" | "release" | "forecast" | "unreadable";
  environment: string;
  project: string;
  owner: string;
  /** Whom to tell: the owning team and the platform team. */
  to: string[];
  period: string;
  step?: string;
  /** Whether it is a rehearsal. */
  dryRun: boolean;
  /** One or two sentences for people. */
  text: string;
}

/** The addresses that are told about an environment. */
export function recipientsOf({ teams, platform }: ControllerConfig, { owner }: LimitedEnvironment): string[] {
  return [...new Set([owner, platform].flatMap((team) => teams[team]?.email ?? []))];
}

/** A notice about an environment. */
export const noticeOf = (
  config: ControllerConfig,
  environment: LimitedEnvironment,
  notice: Pick<Notice, "id" | "kind" | "period" | "text"> & Partial<Pick<Notice, "step" | "dryRun">>,
): Notice => ({
  environment: environment.name,
  project: environment.project,
  owner: environment.owner,
  to: recipientsOf(config, environment),
  dryRun: config.dryRun,
  ...notice,
});
