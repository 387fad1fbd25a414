import type { RunState } from "../../engine/events.ts";
import type { Outcome } from "../../engine/schedule.ts";
import { tiers } from "../../plan/names.ts";
import type { Action } from "../../reconcile/action.ts";
import type { Done } from "../../reconcile/do/doer.ts";
import { reconcile } from "../../reconcile/do/index.ts";
import type { Entry } from "../../reconcile/journal.ts";
import { Journal } from "../../reconcile/journal-store.ts";
import type { Limits } from "../../reconcile/limits.ts";
import {
  nothingPlanned,
  type Only,
  planReconciliation,
  type ReconcilePlan,
  withChanges,
} from "../../reconcile/plan.ts";
import { readChanges } from "../../reconcile/read/changes.ts";
import { readWorld } from "../../reconcile/read/index.ts";
import { backendOf } from "../../reconcile/read/stacks.ts";
import { spendingLimits } from "../../reconcile/spending-limits.ts";
import { orNone, type World } from "../../reconcile/world.ts";
import type { Tier } from "../../spec/schema/organization.ts";
import { type Context, clockOf, openContext } from "../context.ts";
import { tellOfRun } from "../notices.ts";
import { Live } from "../output/live.ts";
import { type Reconciled, reconcileFacts, reconcileText } from "../output/reconcile.ts";
import { exitCodes, Reported } from "../run.ts";
import { tellSlackCommands } from "../slack-facts.ts";
import { asRun } from "./ci/host.ts";
import { parallelism } from "./operate.ts";

/** The options of reconcile. */
export interface ReconcileOptions {
  dryRun?: boolean;
  only?: Only;
  parallel?: string;
  tier?: Tier;
  commit?: string;
  json?: boolean;
  target?: string;
}

/** Reads what there is, and says on stderr how far it is. */
async function look(context: Context, tools: Tools, quiet: boolean): Promise<World> {
  const progress = new Live(quiet);
  try {
    progress.watch("reading", undefined, "what there is");
    const report = (what: string) => progress.watch("reading", undefined, what);
    const world = await readWorld(context.specification, { workspace: context.workspace, ...tools, report });
    const count = `${orNone(world.stacks).length} states, ${orNone(world.projects).length} projects`;
    progress.finish(
      "reading",
      count,
      Object.values(world).some((reading) => "failed" in reading),
    );
    return world;
  } finally {
    progress.stop();
  }
}

interface Tools {
  journal: Journal;
  limits: Limits;
  now(): number;
}

async function toolsOf(context: Context): Promise<Tools> {
  const { workspace } = context;
  const now = await clockOf(context);
  return { journal: new Journal(workspace.storeAt(backendOf(workspace)), now), limits: spendingLimits(workspace), now };
}

/** Does what a plan says, and shows how far it is. */
async function carryOut(
  { specification, workspace }: Context,
  tools: Tools,
  plan: ReconcilePlan,
  options: ReconcileOptions,
): Promise<Outcome<Done>[]> {
  const live = new Live(options.json ?? false);
  // Of an environment's two stacks one is worked on at a time.
  const watch = (stack: string, state: RunState, note?: string) =>
    live.watch(stack, state, note, stack.replace(/^(env|app)-/, ""));
  const ended = ({ id, environment }: Action, outcome: Outcome<Done>) => {
    if (outcome.status === "skipped") return;
    const text = outcome.status === "failed" ? "failed" : outcome.result.outcome === "done" ? "done" : "done already";
    live.finish(id, text, outcome.status === "failed", environment);
  };
  try {
    const { commit } = options;
    const doer = { specification, workspace, ...tools, watch, ...(commit && { commit }) };
    return await reconcile(doer, plan, parallelism(options.parallel), ended);
  } finally {
    live.stop();
  }
}

/** Which environments come to their end, and what of them is left; none are of production. */
const isEnding = (cause: Only[number]): boolean => cause !== "changed";

/** Plans what was asked for, and reads no more than that takes. */
async function planAsked(
  context: Context,
  tools: Tools,
  { only, tier, json = false }: ReconcileOptions,
): Promise<{ plan: ReconcilePlan; before: readonly Entry[] }> {
  let plan = nothingPlanned;
  let before: readonly Entry[] = [];
  if (tier !== "production" && (only === undefined || only.some(isEnding))) {
    const world = await look(context, tools, json);
    plan = planReconciliation(context.specification, world, tools.now(), only);
    before = orNone(world.journal);
  }
  if (only === undefined || only.includes("changed")) {
    const { workspace } = context;
    plan = withChanges(plan, await readChanges(workspace, tools.limits, tier ? [tier] : tiers, tools.now()));
  }
  return { plan, before };
}

/** What a run of the reconciler came to, for whoever tells others of it. */
export async function reconcileWith(context: Context, options: ReconcileOptions): Promise<Reconciled> {
  const tools = await toolsOf(context);
  // First: what is being destroyed can't be asked for any more, and what follows may take hours.
  if (!options.dryRun) await tellSlackCommands(context, options.tier);
  const work = async (): Promise<Reconciled> => {
    const { plan, before } = await planAsked(context, tools, options);
    const outcomes = options.dryRun ? undefined : await carryOut(context, tools, plan, options);
    return { plan, outcomes, now: tools.now(), before };
  };
  return asRun(context.workspace, options.tier ? [options.tier] : tiers, process.env, work);
}

/** Whether a run ended well: all was read, and all was done. */
export const endedWell = ({ plan, outcomes }: Reconciled): boolean =>
  plan.unread.length === 0 && !outcomes?.some(({ status }) => status !== "done");

/** The command reconcile. */
export async function runReconcile(options: ReconcileOptions): Promise<void> {
  const context = await openContext(options.target);
  const result = await reconcileWith(context, options);
  if (options.json) console.log(JSON.stringify(reconcileFacts(result), null, 2));
  else console.log(reconcileText(result));
  await tellOfRun(context, result, options.tier);
  if (!endedWell(result)) throw new Reported(exitCodes.failed);
}
