import { getBucketObjectContent } from "@pulumi/gcp/storage/getBucketObjectContent.js";
import { log, RunError, runtime } from "@pulumi/pulumi";
import { type LimitPlan, limitPlan, limitText } from "../plan/limits.ts";
import { limitsBucket } from "../plan/names.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";
import { type LimitState, parseState, stateObject } from "../spending/limits/state.ts";
import { absent } from "./outputs.ts";

/**
 * What a limit did to an environment, as the controller wrote it down. Where there is no controller, or it has done
 * nothing, nothing was done.
 * @throws RunError when that can't be read: what a limit did is never undone by accident.
 */
export async function limitOn({ organization }: Specification, environment: Environment): Promise<LimitPlan> {
  const bucket = limitsBucket(organization.projects.spending.id);
  const name = stateObject(environment.name);
  let state: LimitState | undefined;
  try {
    const { content } = await getBucketObjectContent({ bucket, name });
    state = parseState(content, `gs://${bucket}/${name}`);
  } catch (error) {
    if (!absent.test(String(error))) throw new RunError((error as Error).message);
  }
  return limitPlan(environment, state, Date.now());
}

/** Tells what a limit did; a project without a billing account can't be brought up at all, and is refused. */
export function heedLimit(name: string, limit: LimitPlan): void {
  if (!limit.scaledDown) return;
  const text = limitText(name, limit);
  if (limit.unlinked && !runtime.isDryRun()) throw new RunError(text);
  log.warn(text);
}

/**
 * Refuses an update of what runs in a frozen environment. `changes`: whether it would change anything.
 * @throws RunError; a preview only tells.
 */
export function refuseFrozen(name: string, limit: LimitPlan, changes: boolean): void {
  if (!limit.frozen || !changes) return;
  const text = limitText(name, limit);
  if (!runtime.isDryRun()) throw new RunError(`Nothing was changed. ${text}`);
  log.warn(`This would be refused. ${text}`);
}
