import type { Environment } from "../spec/schema/environment.ts";
import { hasReached, type Reached } from "../spending/limits/ladder.ts";
import { nextPeriod, periodOf, startOf } from "../spending/limits/period.ts";
import { effective, type LimitState } from "../spending/limits/state.ts";

/** What a limit did to an environment, as far as its plan goes. */
export interface LimitPlan {
  /** How far it went. */
  step: Reached;
  /** Whether deployments that change something are refused. */
  frozen: boolean;
  /** Whether there are no nodes, and the machine is stopped. */
  scaledDown: boolean;
  /** Whether the project has no billing account any more. */
  unlinked: boolean;
  /** Who did it, when and why, for people; empty where nothing was done. */
  because: string;
  /** When it is over by itself: RFC 3339; absent where only a person ends it. */
  until?: string;
}

/** An environment that no limit did anything to. */
export const unlimited: LimitPlan = { step: "none", frozen: false, scaledDown: false, unlinked: false, because: "" };

const whose = {
  budget: "the spending controller, by its budget",
  guard: "the spending controller's guard",
  person: "a person",
} as const;

/** Whether what a state says still counts: a new month undoes what was about spending, a later last day what was about that. */
function counts(state: LimitState, { expires }: Environment, now: number): boolean {
  if (hasReached(effective(state), "unlinkBilling")) return true;
  if (state.cause === "end") return expires !== undefined && expires < new Date(now).toISOString().slice(0, 10);
  return state.period >= periodOf(now);
}

/** What a limit did to an environment. `state`: as the controller wrote it down, if it did. `now`: milliseconds. */
export function limitPlan(environment: Environment, state: LimitState | undefined, now: number): LimitPlan {
  if (state?.project !== environment.project || !counts(state, environment, now)) return unlimited;
  const step = effective(state);
  if (step === "none") return unlimited;
  const { since, by, reason, cause, period } = state;
  const unlinked = hasReached(step, "unlinkBilling");
  return {
    step,
    frozen: hasReached(step, "freeze"),
    scaledDown: hasReached(step, "scaleDown"),
    unlinked,
    because: `${whose[by]} did so on ${since.slice(0, 16).replace("T", " at ")} UTC, because ${reason}`,
    ...(!unlinked && cause === "spending" && { until: new Date(startOf(nextPeriod(period))).toISOString() }),
  };
}

const past = { freeze: "frozen", scaleDown: "scaled down", unlinkBilling: "without a billing account" } as const;

/** What people are told of a limit: what it did, who and why, and what they can do. */
export function limitText(name: string, { step, because, until }: LimitPlan): string {
  if (step === "none" || step === "notify") return "";
  const end = until ? `It ends with the month, on ${until.slice(0, 16).replace("T", " at ")} UTC, or` : "It ends";
  return (
    `${name} is ${past[step]}: ${because}. ${end} when somebody lifts it: ` +
    `\`sgdist limits lift ${name} --reason TEXT\`. \`sgdist limits ${name}\` shows what happened.`
  );
}
