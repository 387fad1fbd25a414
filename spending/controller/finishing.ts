import { type Before, effective, type LimitState, type Pending } from "../limits/state.ts";
import { Conflict } from "../limits/store.ts";
import { type Acting, iso, lease } from "./acting.ts";
import { isDynamic, type LimitedEnvironment } from "./config.ts";
import { Refusal, refusalOf } from "./google/refusal.ts";
import { noteFailure, noteIntent, noteOutcome } from "./notes.ts";
import { look, perform } from "./steps.ts";

/** A step that was decided on, as it was last written down. */
export interface Begun {
  state: LimitState;
  pending: Pending;
  generation: string;
  /** Whether somebody else, or an earlier attempt, began it. */
  resumed: boolean;
}

/** What became of a step. */
export interface Finished {
  step: Pending["step"];
  /** Why it couldn't be taken, when waiting a moment wouldn't help. */
  failure?: string;
}

/**
 * Takes a step that was decided on, whoever decided: says so in the journal, writes down what is there, changes it, tells
 * people, and writes down what became of it. Killed anywhere in between, it is begun again from what is there.
 * @throws Refusal when the world failed, Conflict when somebody else took it over.
 */
export async function finish(acting: Acting, environment: LimitedEnvironment, begun: Begun): Promise<Finished> {
  const claimed = begun.resumed ? await claim(acting, begun) : begun;
  await noteIntent(acting, environment, claimed.state, claimed.pending);
  try {
    const gone = await isGone(acting, environment, claimed.pending);
    const seen = gone ? claimed : await withBefore(acting, environment, claimed);
    const after = gone ? undefined : await take(acting, environment, seen.pending);
    await noteOutcome(acting, environment, seen.state, seen.pending, { ...(after && { after }), gone });
    await acting.world.store.put(await taken(acting, seen), seen.generation);
    return { step: begun.pending.step };
  } catch (error) {
    if (error instanceof Conflict) throw error;
    const refusal = refusalOf(`the step ${begun.pending.step} of ${environment.name}`, error);
    await fail(acting, environment, claimed, refusal);
    if (refusal.passing) throw refusal;
    return { step: begun.pending.step, failure: refusal.message };
  }
}

/** Makes a step that was left behind one's own. */
async function claim({ world, holder }: Acting, { state, pending, generation }: Begun): Promise<Begun> {
  const until = iso((await world.now()) + lease);
  const mine: Pending = { ...pending, holder, until, attempts: pending.attempts + 1 };
  const next = { ...state, pending: mine };
  return { state: next, pending: mine, generation: await world.store.put(next, generation), resumed: true };
}

/** Writes down what is there before anything of it is changed, once for all attempts. */
async function withBefore({ world }: Acting, environment: LimitedEnvironment, begun: Begun): Promise<Begun> {
  const { state, pending, generation } = begun;
  if (pending.before || !isDynamic(environment)) return begun;
  const before = await look(world, environment, pending.step);
  if (!before) return begun;
  const known: Pending = { ...pending, before };
  const next = { ...state, pending: known };
  return { ...begun, state: next, pending: known, generation: await world.store.put(next, generation) };
}

/** Whether a step changes something in the project, and isn't only rehearsed. */
const changes = ({ step, dryRun }: Pending): boolean => !dryRun && (step === "scaleDown" || step === "unlinkBilling");

/** Whether there is nothing left to do, because the project is being deleted. */
async function isGone({ world }: Acting, environment: LimitedEnvironment, pending: Pending): Promise<boolean> {
  if (!changes(pending)) return false;
  const project = await world.project(environment.project);
  return project !== undefined && !project.active;
}

/** Carries a step out. Returns what is there then. */
async function take({ world }: Acting, environment: LimitedEnvironment, pending: Pending): Promise<Before | undefined> {
  const { step } = pending;
  if (!changes(pending) || (step !== "scaleDown" && step !== "unlinkBilling")) return undefined;
  // The types say so for configurations that were checked; here nobody gets by.
  if (!isDynamic(environment)) throw new Refusal(environment.name, 400, `is never brought to ${step}`, undefined);
  await perform(world, environment, step);
  return look(world, environment, step);
}

/** The state once the step was taken. */
async function taken({ world }: Acting, { state, pending }: Begun): Promise<LimitState> {
  const { pending: _, real: __, ...rest } = state;
  const { step, reason, by, cause, dryRun, before } = pending;
  const real = effective(state);
  return {
    ...rest,
    step,
    since: iso(await world.now()),
    reason,
    by,
    cause,
    dryRun,
    ...(dryRun && real !== "none" && { real }),
    ...(before && !dryRun && { before: { ...state.before, ...before } }),
  };
}

/** Writes down why a step couldn't be taken, and gives it free for the next attempt. */
async function fail(acting: Acting, environment: LimitedEnvironment, begun: Begun, refusal: Refusal): Promise<void> {
  const { world } = acting;
  try {
    await noteFailure(acting, environment, begun.state, begun.pending, refusal);
    const { value, generation } = await world.store.state(environment.name);
    if (value?.pending?.id !== begun.pending.id || value.pending.holder !== acting.holder) return;
    const until = iso(await world.now());
    await world.store.put({ ...value, pending: { ...value.pending, until, failure: refusal.message } }, generation);
  } catch (error) {
    // What couldn't be written down stays as it is: the next attempt begins when the lease is over.
    world.log({
      severity: "ERROR",
      message: `${environment.name}: a failure couldn't be written down: ${String(error)}`,
    });
  }
}
