import type { LimitedEnvironment } from "../controller/config.ts";
import { hasReached, higher, moved, type Reached, rank, type Step, shares } from "./ladder.ts";
import { type Reading, shareOf } from "./reading.ts";
import { effective, type LimitState, type Standing } from "./state.ts";

/** How many other periods a state remembers. */
const remembered = 6;

const standingOf = ({
  period,
  step,
  since,
  reason,
  by,
  cause,
  dryRun,
  real,
  lifted,
  before,
}: LimitState): Standing => ({
  period,
  step,
  since,
  reason,
  by,
  cause,
  dryRun,
  ...(real && { real }),
  ...(lifted && { lifted }),
  ...(before && { before }),
});

/** What a new period begins with: nothing, but for what a new month doesn't undo. */
function begin(state: LimitState, period: string, at: string, ended: boolean): Standing {
  const stays = effective(state) === "unlinkBilling" || (state.cause === "end" && ended);
  // The billing link stays away until a person gives it back; and what is past its last day stays down.
  if (stays) return { ...standingOf(state), period };
  return {
    period,
    step: "none",
    since: at,
    reason: "a new month began",
    by: "guard",
    cause: "spending",
    dryRun: false,
  };
}

/**
 * A state in a period: another month has its own steps, and a clock that went wrong and comes back finds what it left.
 * `ended`: whether the environment's last day is past.
 */
export function inPeriod(state: LimitState, period: string, at: string, ended: boolean): LimitState {
  const { version, environment, project, others = [] } = state;
  if (state.period === period) return extended(state, at, ended);
  const known = others.find((each) => each.period === period);
  const standing = known ?? begin(state, period, at, ended);
  const unlinked = effective(state) === "unlinkBilling" && effective(standing) !== "unlinkBilling";
  return {
    version,
    environment,
    project,
    ...(unlinked ? { ...standingOf(state), period } : standing),
    others: [...others.filter((each) => each.period !== period), standingOf(state)].slice(-remembered),
  };
}

/** What was scaled down because its last day was past is free again when it was extended. */
function extended(state: LimitState, at: string, ended: boolean): LimitState {
  if (ended || state.cause !== "end" || effective(state) === "unlinkBilling") return state;
  const { before: _, real: __, ...rest } = state;
  const reason = "its last day was moved";
  return { ...rest, step: "none", since: at, reason, by: "guard", cause: "spending", dryRun: false };
}

/** What a reading means for an environment. */
export interface Decision {
  /** The steps to take now, in order. */
  due: Step[];
  /** A step that would be due but for what the figure is worth. */
  withheld?: Step;
}

/** How far an environment is; what was only rehearsed has still to be done once there is no rehearsal any more. */
const reached = (state: LimitState, dryRun: boolean): Reached =>
  dryRun ? higher(state.step, effective(state)) : effective(state);

/** Past the last day everything up to scaling down is due, whatever was spent. */
function dueAtEnd(ladder: readonly Step[], from: Reached): Decision {
  return { due: ladder.filter((step) => rank(step) > rank(from) && step !== "unlinkBilling") };
}

/**
 * The steps of its ladder that a reading makes due, one after the other: none twice in a period, none before the one
 * below it. `state`: in the reading's period. `dryRun`: whether steps are only rehearsed now.
 */
export function decide(
  { ladder }: Pick<LimitedEnvironment, "ladder">,
  state: LimitState,
  reading: Reading,
  dryRun: boolean,
): Decision {
  const from = reached(state, dryRun);
  if (reading.cause === "end") return dueAtEnd(ladder, from);
  const share = shareOf(reading);
  const up = state.lifted ? moved(state.lifted) : 0;
  const due: Step[] = [];
  for (const step of ladder) {
    if (rank(step) <= rank(from)) continue;
    if (!(share >= shares[step] + up)) break;
    if (!hasReached(reading.trust, step)) return { due, withheld: step };
    due.push(step);
  }
  return { due };
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;

/** Why a step is due, for people. */
export function reasonOf(reading: Reading, amount: (micros: number, currency: string) => string): string {
  if (reading.cause === "end") return `its last day, ${reading.expires}, is past`;
  const { cost, limit, currency, source } = reading;
  const whose = source === "budget" ? "by Google's figures" : "by the guard's estimate";
  return `${amount(cost, currency)} of ${amount(limit, currency)} (${percent(shareOf(reading))}) were spent ${whose}`;
}
