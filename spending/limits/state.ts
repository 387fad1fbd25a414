import { z } from "zod";
import { steps } from "../../spec/schema/organization.ts";
import type { Reached } from "./ladder.ts";

const reached = z.enum(["none", ...steps]);
const time = z.iso.datetime();

/** A node pool as it was before it was scaled down. */
const nodePool = z.object({
  cluster: z.string(),
  /** A region or zone. */
  location: z.string(),
  name: z.string(),
  /** Nodes in each zone. */
  nodes: z.int(),
  /** How it grew and shrank, as the API has it; absent when it didn't. */
  autoscaling: z.record(z.string(), z.unknown()).optional(),
});

const machine = z.object({ zone: z.string(), name: z.string(), machineType: z.string() });

/** What was there before a step changed it. */
const before = z.object({
  nodePools: z.array(nodePool).optional(),
  machines: z.array(machine).optional(),
  /** "billingAccounts/01C0DE-5EED00-CAFE42" */
  billingAccount: z.string().optional(),
});

/** A step that was decided on, and of which it isn't known yet what became of it. */
const pending = z.object({
  /** Of the records in the journal that are about it. */
  id: z.string(),
  step: z.enum(steps),
  /** When it was decided on. */
  at: time,
  /** Who is at it, and until when nobody else begins. */
  holder: z.string(),
  until: time,
  by: z.enum(["budget", "guard"]),
  reason: z.string(),
  cause: z.enum(["spending", "end"]),
  dryRun: z.boolean(),
  before: before.optional(),
  /** How often it was tried, and why the last time failed. */
  attempts: z.int(),
  failure: z.string().optional(),
});

/** What a person took back. */
const lifted = z.object({
  step: z.enum(steps),
  /** The share of the budget that was spent when it was lifted. */
  share: z.number(),
  at: time,
  by: z.string(),
  reason: z.string(),
});

/** What counts for one period. */
const standing = {
  /** "2026-11": a month in Pacific time. */
  period: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  /** The last step that was taken. */
  step: reached,
  since: time,
  /** Why, in a sentence. */
  reason: z.string(),
  by: z.enum(["budget", "guard", "person"]),
  /** What it is about: what was spent, or that its last day is past. */
  cause: z.enum(["spending", "end"]),
  /** Whether the step was only rehearsed: nothing was done for it, and nothing is refused. */
  dryRun: z.boolean(),
  /** The last step that was really taken, where later ones were only rehearsed. Default: with dryRun none, else step. */
  real: reached.optional(),
  lifted: lifted.optional(),
  before: before.optional(),
};

const standingSchema = z.object(standing);

const stateSchema = z.object({
  version: z.literal(1),
  environment: z.string(),
  project: z.string(),
  ...standing,
  pending: pending.optional(),
  /** What was last known of the spending: a share of the budget, and whose figure it is. */
  last: z.object({ share: z.number(), source: z.enum(["budget", "guard"]), at: time }).optional(),
  /** Other periods, the newest last: a clock that jumps comes back to what was. */
  others: z.array(standingSchema).max(6).optional(),
});

/** What a limit did to an environment, and is at. The object `environments/<name>.json` in the limits bucket. */
export type LimitState = z.infer<typeof stateSchema>;
export type Standing = z.infer<typeof standingSchema>;
export type Pending = z.infer<typeof pending>;
export type Lifted = z.infer<typeof lifted>;
export type Before = z.infer<typeof before>;
export type NodePoolBefore = z.infer<typeof nodePool>;
export type MachineBefore = z.infer<typeof machine>;
/** Whose figures a step is about. */
export type Source = Pending["by"];
export type Cause = Standing["cause"];

/** The name of the object that holds a state. */
export const stateObject = (environment: string): string => `environments/${environment}.json`;

/** The state of an environment to which nothing has happened. `at`: RFC 3339. */
export const freshState = (environment: string, project: string, period: string, at: string): LimitState => ({
  version: 1,
  environment,
  project,
  period,
  step: "none",
  since: at,
  reason: "nothing has happened yet",
  by: "guard",
  cause: "spending",
  dryRun: false,
});

/** How far a limit really went: a rehearsal counts for nothing. */
export const effective = ({ step, dryRun, real = "none" }: Pick<Standing, "step" | "dryRun" | "real">): Reached =>
  dryRun ? real : step;

/**
 * Reads a state.
 * @throws Error that says what is wrong with it: one that can't be read is never taken for one that isn't there.
 */
export function parseState(text: string, where: string): LimitState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} can't be read: ${(error as Error).message}`, { cause: error });
  }
  const { success, data, error } = stateSchema.safeParse(value);
  if (success) return data;
  throw new Error(`${where} can't be read: ${z.prettifyError(error)}`);
}
