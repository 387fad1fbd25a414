import type { RunState } from "../../engine/events.ts";
import type { Outcome } from "../../engine/schedule.ts";
import type { Action } from "../../reconcile/action.ts";
import type { Done } from "../../reconcile/do/doer.ts";
import { reconcile } from "../../reconcile/do/index.ts";
import { Journal } from "../../reconcile/journal-store.ts";
import type { Limits } from "../../reconcile/limits.ts";
import { type Only, planReconciliation, type ReconcilePlan } from "../../reconcile/plan.ts";
import { readWorld } from "../../reconcile/read/index.ts";
import { backendOf } from "../../reconcile/read/stacks.ts";
import { spendingLimits } from "../../reconcile/spending-limits.ts";
import { orNone, type World } from "../../reconcile/world.ts";
import { type Context, clockOf, openContext } from "../context.ts";
import { Live } from "../output/live.ts";
import { reconcileFacts, reconcileText } from "../output/reconcile.ts";
import { exitCodes, Reported } from "../run.ts";
import { parallelism } from "./operate.ts";

/** The options of reconcile. */
export interface ReconcileOptions {
  dryRun?: boolean;
  only?: Only;
  parallel?: string;
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
  const watch = (stack: string, state: RunState, note?: string) => live.watch(stack, state, note);
  const ended = ({ id }: Action, outcome: Outcome<Done>) => {
    if (outcome.status === "skipped") return;
    const text = outcome.status === "failed" ? "failed" : outcome.result.outcome === "done" ? "done" : "done already";
    live.finish(id, text, outcome.status === "failed");
  };
  try {
    return await reconcile({ specification, workspace, ...tools, watch }, plan, parallelism(options.parallel), ended);
  } finally {
    live.stop();
  }
}

/** The command reconcile. */
export async function runReconcile(options: ReconcileOptions): Promise<void> {
  const context = await openContext(options.target);
  const tools = await toolsOf(context);
  const world = await look(context, tools, options.json ?? false);
  const now = tools.now();
  const plan = planReconciliation(context.specification, world, now, options.only);
  const outcomes = options.dryRun ? undefined : await carryOut(context, tools, plan, options);
  const result = { plan, outcomes, now, before: orNone(world.journal) };
  if (options.json) console.log(JSON.stringify(reconcileFacts(result), null, 2));
  else console.log(reconcileText(result));
  const failed = plan.unread.length > 0 || outcomes?.some(({ status }) => status !== "done");
  if (failed) throw new Reported(exitCodes.failed);
}
