import { GoogleError } from "./client.ts";

/** How a wait goes about it; the defaults suit Google Cloud. */
export interface Waiting {
  /** Milliseconds since some moment. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Called now and then while it waits, with what it waits for. */
  report(message: string): void;
  /** Milliseconds after which it gives up. */
  patience: number;
}

/** How many good answers in a row count as ready: an API that was just enabled answers now one way, now another. */
const successesInRow = 3;
const firstPause = 250;
const longestPause = 5_000;

/** Milliseconds for which a refusal for want of permission is taken for one that is about to go away. */
const permissionPatience = 120_000;

/** How often a wait says what it waits for, in milliseconds. */
const reportEvery = 2_000;

/** Whether waiting can help, and for how long at most, in milliseconds. */
export function patienceFor(error: unknown, patience: number): number {
  if (!(error instanceof GoogleError)) return patience;
  const { code, reason, message } = error;
  if (code === 429 || code >= 500) return patience;
  if (reason === "SERVICE_DISABLED" || reason === "accessNotConfigured") return patience;
  // A new project's billing, or its maker's own permissions, may take a while to be known everywhere.
  if (code === 403 || (code === 404 && /project/i.test(message))) return Math.min(patience, permissionPatience);
  return 0;
}

/** A wait that came to nothing, with the last refusal as its cause. */
export class NotReady extends Error {
  constructor(what: string, seconds: number, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${what} was not ready after ${seconds} s. The last answer was: ${why}`, { cause });
    this.name = "NotReady";
  }
}

/**
 * Asks until the answer is good three times in a row. `what`: what is waited for, as people are told. A refusal that
 * waiting can't mend ends it at once.
 * @throws NotReady with the last refusal.
 */
export async function untilReady(what: string, probe: () => Promise<unknown>, waiting: Waiting): Promise<void> {
  const start = waiting.now();
  let reported = start;
  let pause = firstPause;
  let refused = false;
  for (let successes = 0; successes < successesInRow; ) {
    try {
      await probe();
      successes++;
      // Good from the first moment on: it has been ready for long.
      if (refused && successes < successesInRow) await waiting.sleep(firstPause);
    } catch (error) {
      successes = 0;
      refused = true;
      const elapsed = waiting.now() - start;
      if (elapsed + pause > patienceFor(error, waiting.patience)) {
        throw new NotReady(what, Math.round(elapsed / 1000), error);
      }
      if (waiting.now() - reported >= reportEvery) {
        reported = waiting.now();
        waiting.report(`waiting for ${what}, ${Math.round(elapsed / 1000)} s`);
      }
      await waiting.sleep(pause);
      pause = Math.min(pause * 2, longestPause);
    }
  }
}
