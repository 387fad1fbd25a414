import { isQuiet, quietUntil } from "../spec/quiet-hours.ts";
import type { Follow } from "../spec/schema/follow.ts";
import type { Health } from "./health.ts";

/** Why nothing is done. */
export type Waiting =
  | "paused"
  /** What runs was not found healthy yet, nor given up. */
  | "unjudged"
  | "nothing new"
  | "images missing"
  | "quiet hours"
  /** What runs was healthy once, and isn't now: whatever came next would be blamed for that. */
  | "unwell";

/** What is to be done with an environment that follows a branch. Every one but a wait is a commit of its file. */
export type Decision =
  | { readonly do: "wait"; readonly because: Waiting; readonly detail: string }
  | { readonly do: "move"; readonly from?: string; readonly to: string }
  /** Without `to`: back to the newest release, as nothing else ever became healthy. */
  | { readonly do: "return"; readonly from: string; readonly to?: string; readonly because: string }
  | { readonly do: "mark"; readonly commit: string };

/** What is decided from. */
export interface Seen {
  /** The commit that the file asks for; absent for the newest release. */
  readonly commit?: string;
  readonly follow: Follow;
  /** The newest commit of the branch, newer than what runs and than all that failed, whose images are all there. */
  readonly newest?: string;
  /** How many commits are newer than that, and have images missing. */
  readonly unbuilt: number;
  /** The last commit that was healthy and whose images are still there. */
  readonly back?: string;
  readonly health: Health;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How long a commit may take to become healthy where the file doesn't say, in minutes. */
const defaultPatience = 60;

const patienceOf = ({ patience }: Follow): number =>
  (patience === undefined ? defaultPatience : Number(patience.slice(0, -1))) * 60_000;

/** A moment for people: "2026-11-22 10:00 UTC". */
export const moment = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const wait = (because: Waiting, detail: string): Decision => ({ do: "wait", because, detail });

/** What becomes of a commit that nobody has judged yet. */
function judge(commit: string, { follow, back, health, now }: Seen): Decision {
  if (health.state === "healthy") return { do: "mark", commit };
  if (health.state === "absent") return wait("unjudged", "nothing was deployed yet");
  if (health.state !== "unhealthy") return wait("unjudged", health.why);
  const end = health.since + patienceOf(follow);
  if (now < end) return wait("unjudged", `${health.why}; it is taken back at ${moment(end)} unless it becomes healthy`);
  return { do: "return", from: commit, ...(back !== undefined && { to: back }), because: health.why };
}

/**
 * Decides. Nothing is done while it is paused; at most one commit is unjudged at a time; what failed is taken back at any
 * time and never tried again; something new is never deployed in quiet hours.
 */
export function decide(seen: Seen): Decision {
  const { commit, follow, newest, unbuilt, health, now } = seen;
  const { paused, quietHours = [], good = [], bad = [] } = follow;
  if (paused) return wait("paused", `by ${paused.by} since ${paused.since}: ${paused.reason}`);
  if (commit !== undefined && !good.includes(commit)) return judge(commit, seen);
  if (newest === undefined || newest === commit || bad.includes(newest)) {
    const missing = `${unbuilt} newer ${unbuilt === 1 ? "commit doesn't" : "commits don't"} have all their images yet`;
    return unbuilt > 0 ? wait("images missing", missing) : wait("nothing new", "no commit is newer");
  }
  if (isQuiet(quietHours, now)) {
    const until = quietUntil(quietHours, now);
    return wait("quiet hours", until === undefined ? "they have no end" : `until ${moment(until)}`);
  }
  if (health.state !== "healthy" && health.state !== "absent") return wait("unwell", health.why);
  return { do: "move", ...(commit !== undefined && { from: commit }), to: newest };
}
