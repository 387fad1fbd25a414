import { hasReached, rank, type Step, shares } from "./ladder.ts";
import { effective, type LimitState } from "./state.ts";

/** Why a lift is refused, for people. */
export class NothingToLift extends Error {}

/** What a lift takes back. */
export interface Lift {
  state: LimitState;
  /** The step that it takes back. */
  step: Step;
  /** Whether the billing link is to be given back. */
  relink: boolean;
}

/**
 * Takes back what a limit did, by a person with a reason, for the rest of the period. `at`: RFC 3339. `spent`: the share of
 * the budget that is known to be spent by now, if more than when the step was taken.
 * @throws NothingToLift where there is nothing to take back, or lifting wouldn't help.
 */
export function liftedState(
  state: LimitState,
  { by, reason, at, spent = 0 }: { by: string; reason: string; at: string; spent?: number },
): Lift {
  const { environment, pending, cause, last } = state;
  if (pending && Date.parse(pending.until) > Date.parse(at)) {
    throw new NothingToLift(
      `${environment} is at this moment being brought to the step ${pending.step}, until ${pending.until} at the latest. ` +
        "Try again then.",
    );
  }
  if (cause === "end") {
    throw new NothingToLift(
      `${environment} is past its last day. Extend it with \`sgdist env extend ${environment}\`.`,
    );
  }
  const step = pending && rank(pending.step) > rank(state.step) ? pending.step : state.step;
  if (step === "none" || step === "notify") {
    throw new NothingToLift(`Nothing of ${environment} was limited: there is nothing to lift.`);
  }
  const { pending: _, before: __, real: ___, ...rest } = state;
  return {
    step,
    relink: hasReached(effective(state), "unlinkBilling") || pending?.step === "unlinkBilling",
    state: {
      ...rest,
      step: "none",
      since: at,
      reason: `${by}: ${reason}`,
      by: "person",
      cause: "spending",
      dryRun: false,
      lifted: { step, share: Math.max(spent, last?.share ?? shares[step]), at, by, reason },
    },
  };
}
