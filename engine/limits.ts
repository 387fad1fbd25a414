import { GoogleError } from "../google/client.ts";
import { limitsBucket } from "../plan/names.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { hasReached } from "../spending/limits/ladder.ts";
import { effective, type LimitState, parseState, stateObject } from "../spending/limits/state.ts";
import type { Workspace } from "./workspace.ts";

/** What a limit did to an environment, as the controller wrote it down; undefined where it did nothing. */
async function stateOf({ google, specification }: Workspace, environment: string): Promise<LimitState | undefined> {
  const bucket = limitsBucket(specification.organization.projects.spending.id);
  const name = stateObject(environment);
  try {
    const path = `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`;
    const found = await google.request<object>("storage.googleapis.com", path);
    return parseState(JSON.stringify(found), `gs://${bucket}/${name}`);
  } catch (error) {
    // Without a controller, or the right to read what it did, the program says what there is to say.
    if (error instanceof GoogleError && [403, 404].includes(error.code)) return undefined;
    throw error;
  }
}

/**
 * Whether a limit changed what an environment runs on behind the engine's back: then all of it has to be read first, as
 * the engine believes that what it made last is still so.
 */
export async function changedByLimit(workspace: Workspace, stack: StackPlan): Promise<boolean> {
  if (stack.kind !== "environment") return false;
  const state = await stateOf(workspace, stack.environment!);
  if (!state) return false;
  const lifted = [state, ...(state.others ?? [])].some(
    (each) => each.lifted && hasReached(each.lifted.step, "scaleDown"),
  );
  return lifted || [state, ...(state.others ?? [])].some((each) => hasReached(effective(each), "scaleDown"));
}
