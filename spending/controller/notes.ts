import { createHash } from "node:crypto";
import { reasonOf } from "../limits/decide.ts";
import { controllerName, type JournalRecord } from "../limits/journal.ts";
import type { Step } from "../limits/ladder.ts";
import { startOf } from "../limits/period.ts";
import type { SpendingReading } from "../limits/reading.ts";
import type { Before, LimitState, Pending } from "../limits/state.ts";
import { type Acting, iso } from "./acting.ts";
import type { LimitedEnvironment } from "./config.ts";
import type { Refusal } from "./google/refusal.ts";
import { type Notice, noticeOf } from "./notice.ts";
import { amount, stepTexts } from "./text.ts";
import type { World } from "./world.ts";

/** What records about a step have in common. */
const about = (
  { name, project }: LimitedEnvironment,
  { period }: Pick<LimitState, "period">,
  { id, step, cause, dryRun, reason, before }: Pending,
): Omit<JournalRecord, "kind" | "at"> => ({
  version: 1,
  id,
  environment: name,
  project,
  period,
  step,
  who: controllerName,
  why: reason,
  cause,
  dryRun,
  ...(before && { before }),
});

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** That a step is going to be taken; once, whoever takes it. */
export async function noteIntent(
  { world }: Acting,
  environment: LimitedEnvironment,
  state: LimitState,
  pending: Pending,
) {
  const record = { ...about(environment, state, pending), kind: "intent" as const, at: pending.at };
  if (!(await world.store.record(record))) return;
  const { step, reason, dryRun } = pending;
  world.log({
    severity: "WARNING",
    message: `${environment.name}: ${dryRun ? "would be" : "is"} brought to ${step}, because ${reason}`,
    environment: environment.name,
    project: environment.project,
    step,
    dryRun,
    id: pending.id,
  });
}

/** That a step was taken, to people and in the journal. People may hear it twice under one ID; the journal says it once. */
export async function noteOutcome(
  { world, config }: Acting,
  environment: LimitedEnvironment,
  state: LimitState,
  pending: Pending,
  { after, gone }: { after?: Before; gone: boolean },
): Promise<void> {
  const { id, step, dryRun, reason } = pending;
  const { name, ladder, project } = environment;
  const rehearsed = dryRun ? "This is a rehearsal: nothing was really done. " : "";
  const next = ladder[ladder.indexOf(step as never) + 1];
  const more = next ? ` The next step is ${next}.` : "";
  const text = `${name}: ${reason}. ${rehearsed}${gone ? "The project is being deleted already." : stepTexts[step]}${more}`;
  const notice = noticeOf(config, environment, { id, kind: "step", period: state.period, step, dryRun, text });
  // To tell is all that the first step does. What the others did counts, whether or not people could be told.
  if (step === "notify") await world.tell(notice);
  else await tellIfPossible(world, notice);
  const record: JournalRecord = {
    ...about(environment, state, pending),
    kind: "outcome",
    at: iso(await world.now()),
    result: dryRun ? "rehearsed" : "done",
    ...(gone && { why: `${reason}; the project is being deleted already` }),
    ...(after && { after }),
  };
  if (await world.store.record(record, pending.at)) {
    world.log({ severity: "WARNING", message: text, environment: name, project, step, dryRun, id });
  }
}

/** Tells people, or says in the log that they couldn't be told. */
async function tellIfPossible(world: World, notice: Notice): Promise<void> {
  try {
    await world.tell(notice);
  } catch (error) {
    const { environment, project } = notice;
    const message = `People could not be told (${(error as Error).message}): ${notice.text}`;
    world.log({ severity: "ERROR", message, environment, project });
  }
}

/** Why a step couldn't be taken: in the journal and to people once for each reason, in the log every time. */
export async function noteFailure(
  { world, config }: Acting,
  environment: LimitedEnvironment,
  state: LimitState,
  pending: Pending,
  refusal: Refusal,
): Promise<void> {
  const { id, step, dryRun } = pending;
  const { name, project } = environment;
  const text = `${name} could not be brought to ${step}: ${refusal.message}. It is tried again.`;
  world.log({ severity: "ERROR", message: text, environment: name, project, step, dryRun, id, status: refusal.status });
  const detail = short(`${refusal.status} ${refusal.message}`);
  const record: JournalRecord = {
    ...about(environment, state, pending),
    kind: "failure",
    at: iso(await world.now()),
    why: refusal.message,
  };
  // What passes by itself is nothing for people: the next attempt is under way already.
  const first = await world.store.record(record, pending.at, detail);
  if (!first || refusal.passing) return;
  await tellIfPossible(
    world,
    noticeOf(config, environment, { id: `${id}-${detail}`, kind: "failure", period: state.period, step, dryRun, text }),
  );
}

/** That a step of a month that is over was given up. */
export async function noteAbandoned(
  { world }: Acting,
  environment: LimitedEnvironment,
  state: LimitState,
  pending: Pending,
  now: number,
): Promise<void> {
  const why = `the month ended before it could be done: ${pending.failure ?? "nobody could"}`;
  const record: JournalRecord = {
    ...about(environment, state, pending),
    kind: "outcome",
    at: iso(now),
    why,
    result: "abandoned",
  };
  await world.store.record(record, pending.at);
}

/** That what a limit did counts no longer: another month began, or the last day was moved. */
export async function noteRelease(
  { world, config }: Acting,
  environment: LimitedEnvironment,
  before: LimitState,
  after: LimitState,
): Promise<void> {
  const { name, project } = environment;
  const month = before.period !== after.period;
  const id = `${name}-${after.period}`;
  const at = month ? iso(startOf(after.period)) : before.since;
  const record: JournalRecord = {
    version: 1,
    id,
    kind: "release",
    at,
    environment: name,
    project,
    period: after.period,
    ...(before.step !== "none" && { step: before.step }),
    who: controllerName,
    why: after.reason,
    ...(before.before && { before: before.before }),
  };
  if (!(await world.store.record(record))) return;
  const text =
    `${name}: ${after.reason}, so the step ${before.step} counts no longer. ` +
    `\`sgdist up env-${name} app-${name}\` brings back what was scaled down.`;
  world.log({ severity: "NOTICE", message: text, environment: name, project });
  await tellIfPossible(
    world,
    noticeOf(config, environment, { id: `${id}-${before.step}`, kind: "release", period: after.period, text }),
  );
}

/** That a figure isn't trusted far enough for the step that it would mean: once a day. */
export async function noteWithheld(
  { world, config }: Acting,
  environment: LimitedEnvironment,
  reading: SpendingReading,
  step: Step,
): Promise<void> {
  const { name, project } = environment;
  const { period, evidence } = reading;
  const why = `${reasonOf(reading, amount)}, but ${evidence}`;
  const id = `${name}-${step}`;
  const text = `${name}: ${why}, so that it is not brought to ${step}. Please have a look.`;
  const at = `${reading.at.slice(0, 10)}T00:00:00.000Z`;
  const common = { id, environment: name, project, period, step };
  const record: JournalRecord = { version: 1, kind: "withheld", at, who: controllerName, why, ...common };
  if (!(await world.store.record(record))) return;
  world.log({ severity: "ERROR", message: text, environment: name, project, step });
  await tellIfPossible(
    world,
    noticeOf(config, environment, { id: `${id}-${at}`, kind: "withheld", period, step, text }),
  );
}
