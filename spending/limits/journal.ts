import type { Step } from "./ladder.ts";
import type { Before, Cause } from "./state.ts";

/** What a record is about. */
export type RecordKind =
  /** A step is going to be taken. */
  | "intent"
  /** What became of it. */
  | "outcome"
  /** Why it failed, once for each reason; it is tried again. */
  | "failure"
  /** A person took something back. */
  | "lift"
  /** Another month began, or a last day was moved: what was done before counts no longer. */
  | "release"
  /** A message that nothing was done about. */
  | "ignored"
  /** A figure that isn't trusted far enough for the step that it would mean. */
  | "withheld";

/** A record of the journal: who did what, why, what was there before and after. Never changed, never deleted. */
export interface JournalRecord {
  version: 1;
  /** Those about one step share it. */
  id: string;
  kind: RecordKind;
  /** RFC 3339. */
  at: string;
  environment?: string;
  project?: string;
  period?: string;
  step?: Step;
  /** "the spending controller", or a person. */
  who: string;
  why: string;
  cause?: Cause;
  before?: Before;
  after?: Before;
  /** Of an outcome: whether it was done, only rehearsed, or given up. */
  result?: "done" | "rehearsed" | "abandoned";
  dryRun?: boolean;
}

/** Who the controller is in the journal. */
export const controllerName = "the spending controller";

const prefix = "journal/";

/** Everything of the journal begins with it. */
export const journalPrefix = prefix;

/** In the order in which those about one step happen. */
const order: readonly RecordKind[] = ["intent", "failure", "outcome", "lift", "release", "withheld", "ignored"];

/**
 * The name of a record's object: in the order of names, records are in the order of time. Of those about one step, each
 * kind there is once: who writes a second outcome finds the first one. `at`: when the step was decided on, for all of
 * them. `detail`: tells failures of one step apart.
 */
export const recordObject = ({ id, kind }: Pick<JournalRecord, "id" | "kind">, at: string, detail = ""): string =>
  `${prefix}${at}-${id}-${order.indexOf(kind) + 1}-${kind}${detail && `-${detail}`}.json`;
