import type { Properties } from "../../grpc/values.ts";
import { type Cluster, collectionPath } from "../client/cluster.ts";
import { Cancelled, Unreachable } from "../client/failures.ts";
import type { View, Wanted, Watcher } from "../client/watched.ts";
import { isOn } from "../objects/annotations.ts";
import { metadataOf } from "../objects/identity.ts";
import { neighbourTypes, readinessOf } from "./kinds.ts";
import { NotReady } from "./not-ready.ts";
import type { Neighbours, Readiness, Sight, Verdict } from "./verdict.ts";
import { watchUntil } from "./watch-until.ts";

/** What is needed to wait for something. */
export interface Waiting {
  cluster: Cluster;
  watcher: Watcher;
  cancelled: AbortSignal;
  /** Takes what is going on. `warning`: something is not as it should be. */
  tell(text: string, warning: boolean): void;
}

/** Where the neighbours of an object are found, those that are asked for. */
function placesOf(object: Properties, neighbours: Neighbours[]): Record<string, Wanted> {
  const { namespace } = metadataOf(object);
  const places = neighbours.map((name) => {
    const type = neighbourTypes[name];
    // Normal events tell what goes well.
    const query = name === "events" ? { query: { fieldSelector: "type=Warning" } } : {};
    return [name, { path: collectionPath(type.apiVersion, type, namespace), ...query }] as const;
  });
  return Object.fromEntries(places);
}

const nothing: Sight = () => [];

/** How readiness is told, unless the object asks not to be waited for. */
const awaited = (inputs: Properties, object: Properties): Readiness | undefined =>
  isOn(inputs, "skipAwait") ? undefined : readinessOf(object);

/**
 * Looks once whether an object is ready. Returns the reasons why not; empty if it is, or if nothing is to be waited for.
 */
export async function reasonsNotReady(cluster: Cluster, inputs: Properties, object: Properties): Promise<string[]> {
  const readiness = awaited(inputs, object);
  if (!readiness) return [];
  const seen = new Map<string, Properties[]>();
  const see: Sight = (name) => seen.get(name) ?? [];
  const look = async (neighbours: Neighbours[]) => {
    const places = Object.entries(placesOf(object, neighbours)).filter(([name]) => !seen.has(name));
    await Promise.all(
      places.map(async ([name, { path, query }]) => {
        const { search } = new URL(`?${new URLSearchParams(query)}`, "https://any");
        seen.set(name, await cluster.list(path + search));
      }),
    );
  };
  await look(readiness.needs);
  if (readiness.judge(object, see).ready) return [];
  await look(readiness.explains);
  return reasonsIn(readiness.judge(object, see));
}

/** Why an object isn't ready. */
function reasonsIn({ status, problems, missing = [] }: Verdict): string[] {
  const reasons = [...problems, ...missing];
  return reasons.length > 0 ? reasons : [status];
}

/**
 * Waits until an object is ready and returns it as it is then. `applied`: as the server answered. Throws NotReady when it
 * can't become so, when the time is up, or when the work is cancelled.
 */
export async function untilReady(
  waiting: Waiting,
  inputs: Properties,
  applied: Properties,
  timeout: (preset: number) => number,
): Promise<Properties> {
  const readiness = awaited(inputs, applied);
  if (!readiness) return applied;
  // What is ready at once needs no looking around.
  if (readiness.needs.length === 0 && readiness.judge(applied, nothing).ready) return applied;
  const time = timeout(readiness.timeout);
  const own = { path: await waiting.cluster.collectionOf(applied) };
  const places = { own, ...placesOf(applied, [...readiness.needs, ...readiness.explains]) };
  let last = applied;
  let seen = false;
  let said = "";
  const tell = ({ status, problems }: Verdict) => {
    const text = [status, ...problems.slice(0, 1)].join("; ");
    if (text !== said) waiting.tell(text, problems.length > 0);
    said = text;
  };
  return watchUntil(waiting, places, time, {
    judge(view) {
      const lost = view.failure("own");
      if (lost) throw new NotReady(last, "can't be seen any more", [reasonOf(lost)]);
      const live = view.objects("own").find((each) => isSame(each, applied));
      if (!live) return seen || isListedAfter(view, applied) ? gone(last) : undefined;
      if (versionOf(live) < versionOf(applied)) return undefined;
      seen = true;
      last = live;
      const verdict = readiness.judge(live, (name) => view.objects(name));
      tell(verdict);
      if (verdict.ready) return live;
      if (verdict.failed) throw new NotReady(live, "has failed", reasonsIn(verdict));
      return undefined;
    },
    giveUp(view, cancelled) {
      const verdict = readiness.judge(last, (name) => view.objects(name));
      const what = cancelled ? "wasn't waited for to the end" : `isn't ready after ${inWords(time)}`;
      throw new NotReady(last, what, reasonsIn(verdict));
    },
  });
}

function gone(last: Properties): never {
  throw new NotReady(last, "was deleted while it was waited for", []);
}

/** Waits until an object is gone. `object`: as it was before. Throws NotReady when the time is up. */
export async function untilGone(waiting: Waiting, object: Properties, time: number): Promise<void> {
  const { name } = metadataOf(object);
  const path = await waiting.cluster.collectionOf(object);
  let last = object;
  let said = "";
  await watchUntil(waiting, { own: { path, query: { fieldSelector: `metadata.name=${name}` } } }, time, {
    judge(view) {
      const lost = view.failure("own");
      if (lost) throw new NotReady(last, "is being deleted, but can't be seen any more", [reasonOf(lost)]);
      const live = view.objects("own").find((each) => isSame(each, object));
      if (!live) return true;
      last = live;
      const text = ["Waiting until it is gone", ...obstacles(live).slice(0, 1)].join("; ");
      if (text !== said) waiting.tell(text, false);
      said = text;
      return undefined;
    },
    giveUp(_, cancelled) {
      const what = cancelled ? "is being deleted, but wasn't waited for" : `is still there after ${inWords(time)}`;
      throw new NotReady(last, what, obstacles(last));
    },
  });
}

/** What keeps a deleted object from going away. */
function obstacles(object: Properties): string[] {
  // That dependents go first is the usual way.
  const finalizers = ((metadataOf(object).finalizers ?? []) as string[]).filter(
    (each) => each !== "foregroundDeletion",
  );
  const conditions = ((object.status ?? {}) as { conditions?: { type: string; status: string; message?: string }[] })
    .conditions;
  const remaining = (conditions ?? []).filter(
    ({ type, status }) => /Remaining|Failure/.test(type) && status === "True",
  );
  return [
    ...remaining.map(({ message }) => String(message)),
    ...(finalizers.length > 0 ? [`its finalizers aren't done: ${finalizers.join(", ")}`] : []),
  ];
}

/** The same object, not another one with its name. */
function isSame(one: Properties, other: Properties): boolean {
  const [left, right] = [metadataOf(one), metadataOf(other)];
  if (left.name !== right.name || (left.namespace ?? "") !== (right.namespace ?? "")) return false;
  return left.uid === undefined || right.uid === undefined || left.uid === right.uid;
}

/** Versions grow; see https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions. */
function versionOf(object: Properties): bigint {
  const { resourceVersion } = metadataOf(object);
  return /^\d+$/.test(String(resourceVersion)) ? BigInt(String(resourceVersion)) : 0n;
}

/** Whether what is seen is newer than an object, so that its absence means something. */
const isListedAfter = (view: View, object: Properties) =>
  view.objects("own").some((each) => versionOf(each) > versionOf(object));

function reasonOf(error: unknown): string {
  if (error instanceof Cancelled) return "cancelled";
  if (error instanceof Unreachable) return `${error.message}; run the same command again when it does`;
  return (error as Error).message;
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60} min` : `${seconds} s`;
}
