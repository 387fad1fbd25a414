import { setTimeout as sleep } from "node:timers/promises";
import { hasWaitingPuller } from "../apis/pubsub/pullers.ts";
import type { Cloud } from "../core/cloud.ts";
import type { Meter } from "./meter.ts";
import { hour } from "./pacific.ts";

/** Milliseconds that what an hour set off may take before the clock goes on. */
const limit = 30_000;

/** Milliseconds that a subscriber who pulls may take to acknowledge. */
const pullLimit = 2000;

/** How often a subscriber that pulls is looked after, in milliseconds. */
const look = 5;

/** How far the clock came. */
export interface Advanced {
  /** The offset from the machine's time that it has now, in milliseconds. */
  offset: number;
  done: boolean;
}

/**
 * Moves the clock forward hour by hour until its offset is `target`, or for so many milliseconds. After each hour it is
 * metered, budgets tell, and whoever is told may act before the next hour.
 */
export async function advance(cloud: Cloud, meter: Meter, target: number, milliseconds: number): Promise<Advanced> {
  const end = Date.now() + milliseconds;
  await settle(cloud);
  while (cloud.clock.offset < target && !cloud.work.stopped) {
    const now = cloud.clock.now();
    const next = (Math.floor(now / hour) + 1) * hour;
    cloud.clock.move(Math.min(target, cloud.clock.offset + next - now));
    await meter.catchUp();
    await settle(cloud);
    if (Date.now() >= end) break;
  }
  await meter.catchUp();
  return { offset: cloud.clock.offset, done: cloud.clock.offset >= target };
}

/** Waits until nothing is under way any more: pushes, what was begun because of them, and messages that are pulled. */
export async function settle(cloud: Cloud): Promise<void> {
  const end = Date.now() + limit;
  do {
    await within(end - Date.now(), cloud.work.idle());
    const patience = Math.min(end, Date.now() + pullLimit);
    while (hasWaitingPuller(cloud) && Date.now() < patience) await sleep(look);
    cloud.store.transaction(() => cloud.operations.settle(0));
  } while (cloud.work.busy && Date.now() < end);
}

/** Waits for something, but not for ever. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(Math.max(0, milliseconds), undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([work, late]);
  timer.abort();
}
