import { inParallel } from "../../google/inventory/parallel.ts";
import { accumulate, type ProjectEstimate } from "../limits/guard/accumulate.ts";
import { type Rate, rates } from "../limits/guard/rate.ts";
import { type GuardRecord, guardObject, parseGuardRecord } from "../limits/guard/record.ts";
import type { Running } from "../limits/guard/running.ts";
import { shares } from "../limits/ladder.ts";
import type { Reading } from "../limits/reading.ts";
import { Conflict } from "../limits/store.ts";
import { micros } from "../money.ts";
import type { PriceBook } from "../prices/book.ts";
import { type Acting, actOn, Busy, hasEnded, iso, lease } from "./acting.ts";
import { type DynamicEnvironment, isDynamic, type LimitedEnvironment } from "./config.ts";
import { forecasts } from "./forecast.ts";
import { refusalOf } from "./google/refusal.ts";

/** How many projects are read at once, and acted on at once. */
const readAtOnce = 24;
const actedAtOnce = 8;

/** What came of a round. */
export interface Round {
  /** Why there was none: another one is under way. */
  skipped?: string;
  /** How many projects were read, and which couldn't be. */
  read: number;
  unreadable: string[];
  /** The steps that were taken, by environment. */
  taken: Record<string, string[]>;
  /** What couldn't be done, by environment. */
  failed: Record<string, string>;
}

/**
 * One round of the guard: reads what runs in every dynamic environment, adds what it cost since the last round, says when
 * the limit will be reached, and acts on what is over its limit or past its last day. A project that can't be read stays
 * as it was known: what it costs meanwhile is added when it can be read again.
 * @throws Refusal when the guard's own record can't be read or written.
 */
export async function guardRound(
  acting: Acting,
  environments: readonly LimitedEnvironment[],
  book: PriceBook,
): Promise<Round> {
  const { world, holder } = acting;
  const dynamic = environments.filter(isDynamic);
  const now = await world.now();
  const { value, generation } = await world.store.text(guardObject);
  const record = parseGuardRecord(value, book.currency);
  const none: Round = { read: 0, unreadable: [], taken: {}, failed: {} };
  if (record.until > now && record.holder !== holder)
    return { ...none, skipped: `a round of ${record.holder} is under way` };
  try {
    const begun = JSON.stringify({ ...record, holder, until: now + lease });
    const mine = await world.store.putText(guardObject, begun, generation);
    const currency = await world.currency();
    const next = await readAll(acting, dynamic, record, rates(book), { now, comparable: currency === book.currency });
    await world.store.putText(guardObject, JSON.stringify({ ...next, currency: book.currency }), mine);
    const unreadable = dynamic.filter(({ name }) => next.projects[name]?.failure || !next.projects[name]);
    const compared = currency === book.currency ? next : undefined;
    if (!compared) noteCurrency(acting, currency, book.currency);
    const acted = await actOnAll(acting, dynamic, compared, next);
    return { read: dynamic.length - unreadable.length, unreadable: unreadable.map(({ name }) => name), ...acted };
  } catch (error) {
    if (error instanceof Conflict) return { ...none, skipped: "another round came between" };
    throw error;
  }
}

function noteCurrency({ world }: Acting, account: string, book: string): void {
  world.log({
    severity: "ERROR",
    message:
      `The guard's prices are in ${book} and budgets in ${account}: spending isn't guarded. ` +
      "`sgdist prices refresh` gets prices in the account's currency.",
  });
}

/** Reads every project, and returns what is known then. */
async function readAll(
  acting: Acting,
  environments: readonly DynamicEnvironment[],
  record: GuardRecord,
  rate: (running: Running) => Rate,
  { now, comparable }: { now: number; comparable: boolean },
): Promise<GuardRecord> {
  const { world } = acting;
  const found = await inParallel(
    environments,
    readAtOnce,
    async (environment): Promise<[string, ProjectEstimate] | []> => {
      const { name, project } = environment;
      const before = record.projects[name];
      try {
        const running = await world.running(project);
        const estimate = accumulate(project, before, running, await world.now(), rate);
        return [name, comparable ? await forecasts(acting, environment, estimate, record.currency) : estimate];
      } catch (error) {
        const { message } = refusalOf(project, error);
        world.log({ severity: "ERROR", message: `${name} can't be read: ${message}`, environment: name, project });
        if (before?.project !== project) return [];
        return [name, { ...before, failure: { message, since: before.failure?.since ?? now } }];
      }
    },
  );
  const projects = Object.fromEntries(found.filter((entry): entry is [string, ProjectEstimate] => entry.length > 0));
  const at = await world.now();
  return { ...record, at, until: at, projects };
}

/** What an environment's estimate, and its last day, mean: nothing, or something that is to be acted on. */
export function readingsOf(environment: DynamicEnvironment, estimate: ProjectEstimate, currency: string): Reading[] {
  const { period, spent, at } = estimate;
  const limit = micros(environment.budget);
  const common = { source: "guard" as const, period, at: iso(at) };
  return [
    ...(spent / limit >= shares.notify
      ? [
          {
            ...common,
            cause: "spending" as const,
            cost: spent,
            limit,
            currency,
            // An estimate never takes a billing link away: only what was really spent does.
            trust: "scaleDown" as const,
            evidence: "it is an estimate",
          },
        ]
      : []),
    ...(hasEnded(environment, at) ? [{ ...common, cause: "end" as const, expires: environment.expires }] : []),
  ];
}

/** `compared`: estimates in the currency of the budgets; without them only last days count. */
async function actOnAll(
  acting: Acting,
  environments: readonly DynamicEnvironment[],
  compared: GuardRecord | undefined,
  { projects, currency }: GuardRecord,
): Promise<Pick<Round, "taken" | "failed">> {
  const { world } = acting;
  const taken: Round["taken"] = {};
  const failed: Round["failed"] = {};
  await inParallel(environments, actedAtOnce, async (environment) => {
    const { name, project } = environment;
    const estimate = projects[name];
    if (!estimate || estimate.failure) return;
    const readings = readingsOf(environment, estimate, currency).filter(({ cause }) => compared || cause === "end");
    for (const reading of readings) {
      try {
        const { taken: steps, failure } = await actOn(acting, environment, reading);
        if (steps.length > 0) taken[name] = [...(taken[name] ?? []), ...steps];
        if (failure !== undefined) failed[name] = failure;
      } catch (error) {
        failed[name] = (error as Error).message;
        const severity = error instanceof Busy ? "INFO" : "ERROR";
        world.log({ severity, message: `${name}: ${failed[name]}`, environment: name, project });
      }
    }
  });
  return { taken, failed };
}
