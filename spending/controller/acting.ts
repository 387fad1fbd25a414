import { randomUUID } from "node:crypto";
import { decide, inPeriod, reasonOf } from "../limits/decide.ts";
import { rank, type Step } from "../limits/ladder.ts";
import { type Reading, shareOf } from "../limits/reading.ts";
import { effective, freshState, type LimitState, type Pending } from "../limits/state.ts";
import { Conflict } from "../limits/store.ts";
import { type ControllerConfig, isDynamic, type LimitedEnvironment } from "./config.ts";
import { type Finished, finish } from "./finishing.ts";
import { noteAbandoned, noteRelease, noteWithheld } from "./notes.ts";
import { amount } from "./text.ts";
import type { World } from "./world.ts";

/** Who acts, on what. */
export interface Acting {
  world: World;
  config: ControllerConfig;
  /** Of this process, unlike that of any other. */
  holder: string;
}

/** Another controller is at it: what has to be done then comes again. */
export class Busy extends Error {}

/** How long a step belongs to who began it, in milliseconds: longer than a function may run. */
export const lease = 600_000;

export const iso = (time: number): string => new Date(time).toISOString();

/** Whether an environment's last day is past. `now`: milliseconds since the epoch. */
export const hasEnded = (environment: LimitedEnvironment, now: number): boolean =>
  isDynamic(environment) && environment.expires < iso(now).slice(0, 10);

/** What came of a reading. */
export interface Acted {
  /** The steps that were taken, or finished for somebody who couldn't. */
  taken: Step[];
  /** Why a step couldn't be taken; it is tried again the next time. */
  failure?: string;
}

/** More conflicts in a row than this aren't accidents. */
const most = 25;

/**
 * Does what a reading makes due for an environment: each step once in a period, in order, and before anything else what
 * somebody began and didn't finish.
 * @throws Busy, or Refusal when the world failed: then the reading has to come again.
 */
export async function actOn(acting: Acting, environment: LimitedEnvironment, reading: Reading): Promise<Acted> {
  const taken: Step[] = [];
  for (let round = 0; round < most; round++) {
    try {
      const done = await once(acting, environment, reading);
      if (done === "nothing") return { taken };
      if (done === "again") continue;
      if (done.failure !== undefined) return { taken, failure: done.failure };
      taken.push(done.step);
    } catch (error) {
      // Decided on what is there no longer: it is read again.
      if (!(error instanceof Conflict)) throw error;
    }
  }
  throw new Busy(`the state of ${environment.name} is changed all the time`);
}

/** One change at most: finishes a step, begins one and finishes it, or brings the state into the period. */
async function once(
  acting: Acting,
  environment: LimitedEnvironment,
  reading: Reading,
): Promise<"nothing" | "again" | Finished> {
  const { world, config, holder } = acting;
  const now = await world.now();
  const read = await world.store.state(environment.name);
  // What was another project's, under the same name, is history.
  const value = read.value?.project === environment.project ? read.value : undefined;
  const { pending } = value ?? {};
  if (value && pending) {
    if (Date.parse(pending.until) > now && pending.holder !== holder) {
      throw new Busy(`${environment.name}: the step ${pending.step} is under way until ${pending.until}`);
    }
    if (value.period === reading.period || pending.failure === undefined) {
      return finish(acting, environment, { state: value, pending, generation: read.generation, resumed: true });
    }
    await noteAbandoned(acting, environment, value, pending, now);
    const { pending: _, ...rest } = value;
    await world.store.put(rest, read.generation);
    return "again";
  }
  const before = value ?? freshState(environment.name, environment.project, reading.period, iso(now));
  const state = inPeriod(before, reading.period, iso(now), hasEnded(environment, now));
  if (value && state !== before) {
    if (rank(effective(before)) > rank(effective(state))) await noteRelease(acting, environment, before, state);
    await world.store.put(state, read.generation);
    return "again";
  }
  const { due, withheld } = decide(environment, state, reading, config.dryRun);
  if (withheld && reading.cause === "spending") await noteWithheld(acting, environment, reading, withheld);
  const [step] = due;
  if (!step) return "nothing";
  const begun = begin(acting, state, step, reading, now);
  const generation = await world.store.put(begun, read.generation);
  return finish(acting, environment, { state: begun, pending: begun.pending, generation, resumed: false });
}

/** A state with a step decided on, which from here on is finished by somebody, whatever happens to this process. */
function begin(
  { config, holder }: Acting,
  state: LimitState,
  step: Step,
  reading: Reading,
  now: number,
): LimitState & { pending: Pending } {
  return {
    ...state,
    ...(reading.cause === "spending" && {
      last: { share: shareOf(reading), source: reading.source, at: reading.at },
    }),
    pending: {
      id: `${state.environment}-${rank(step)}-${randomUUID().slice(0, 8)}`,
      step,
      at: iso(now),
      holder,
      until: iso(now + lease),
      by: reading.source,
      reason: reasonOf(reading, amount),
      cause: reading.cause,
      dryRun: config.dryRun,
      attempts: 1,
    },
  };
}
