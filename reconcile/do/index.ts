import { type Outcome, schedule } from "../../engine/schedule.ts";
import type { Action } from "../action.ts";
import type { ReconcilePlan } from "../plan.ts";
import { apply } from "./apply.ts";
import { destroy } from "./destroy.ts";
import { type Doer, type Done, entryOf } from "./doer.ts";
import { end, restore, scaleDown, warn } from "./life.ts";
import { sweep } from "./sweep.ts";

function perform(doer: Doer, action: Action): Promise<Done> {
  switch (action.do) {
    case "apply":
      return apply(doer, action);
    case "warn":
      return warn(doer, action);
    case "end":
      return end(doer, action);
    case "scaleDown":
      return scaleDown(doer, action);
    case "restore":
      return restore(doer, action);
    case "destroy":
      return destroy(doer, action);
    case "sweep":
      return sweep(doer, action);
  }
}

/** Writes a failure down, once as long as it stays the same. */
async function noteFailure(doer: Doer, action: Action, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const entry = entryOf(action, "failed", { what: action.id, reason });
  await doer.journal.add(entry, (entries) => {
    const last = entries.findLast(({ what, deed }) => deed === "failed" && what === action.id);
    return last?.reason === reason;
  });
}

/**
 * Does what a plan says, side by side; one environment that fails holds up only what waits for it. `limit`: how many
 * actions at once.
 */
export async function reconcile(
  doer: Doer,
  { actions }: ReconcilePlan,
  limit: number,
  ended: (action: Action, outcome: Outcome<Done>) => void,
): Promise<Outcome<Done>[]> {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const tasks = actions.map((action) => ({ name: action.id, dependsOn: action.after, action }));
  const work = async ({ action }: (typeof tasks)[number]): Promise<Done> => {
    try {
      return await perform(doer, action);
    } catch (error) {
      // That it can't be written down must not hide what went wrong.
      await noteFailure(doer, action, error).catch(() => undefined);
      throw error;
    }
  };
  return schedule(tasks, limit, work, (outcome) => ended(byId.get(outcome.name)!, outcome));
}
