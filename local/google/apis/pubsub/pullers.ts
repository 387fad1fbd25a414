import type { Cloud } from "../../core/cloud.ts";
import { hasDue } from "./messages.ts";

/** Milliseconds after which somebody who asked for messages is taken to have gone. */
const present = 2000;

/** When each subscription was last pulled from, by the machine's clock. */
const pulled = new WeakMap<Cloud, Map<string, number>>();

/** Notes that somebody pulls from a subscription. */
export function notePull(cloud: Cloud, subscription: string): void {
  const known = pulled.get(cloud) ?? new Map<string, number>();
  known.set(subscription, Date.now());
  pulled.set(cloud, known);
}

/** Whether somebody who pulls has yet to get or to acknowledge a message: while the clock is moved, it waits for them. */
export function hasWaitingPuller(cloud: Cloud): boolean {
  const now = Date.now();
  return [...(pulled.get(cloud) ?? [])].some(([name, at]) => now - at < present && hasDue(cloud, name));
}
