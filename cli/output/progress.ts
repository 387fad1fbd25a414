import { type Activity, isObject, nameOf, type RunState, shortType, typeOf } from "../../engine/events.ts";

/** The thing that has been going on for longest. */
export function longest(state: RunState): Activity | undefined {
  const working = [...state.active.values()].filter(({ urn }) => !typeOf(urn).startsWith("pulumi:"));
  // Components are active for as long as anything in them is.
  const resources = working.filter(({ urn }) => /^(gcp|kubernetes):/.test(typeOf(urn)));
  return (resources.length > 0 ? resources : working).toSorted((a, b) => a.since - b.since)[0];
}

const verbs: Record<string, string> = {
  create: "creating",
  update: "updating",
  delete: "deleting",
  replace: "replacing",
};

/** The kinds of object that are waited for until what they run is ready. */
const workloads = new Set(["DaemonSet", "Deployment", "Job", "StatefulSet"]);

/** The service of an object in a cluster, by the name of its resource: "sourcegraph-gitserver-statefulset". */
const serviceOf = (urn: string): string =>
  nameOf(urn)
    .replace(/^sourcegraph-/, "")
    .replace(/(-node)?-[a-z]+$/, "");

/** The services that a cluster is waited for, with what the one that takes longest says. */
function waitingServices(state: RunState): string | undefined {
  const active = [...state.active.values()]
    .filter(({ urn }) => isObject(typeOf(urn)) && workloads.has(shortType(typeOf(urn))))
    .toSorted((a, b) => a.since - b.since);
  if (active.length === 0) return undefined;
  // The provider says what it waits for in the same words.
  const detail = active[0]!.detail?.replaceAll(/\s+/g, " ").replace(/^Waiting for /, "");
  const names = active.map(({ urn }) => serviceOf(urn)).join(", ");
  return `waiting for ${names}${detail ? ` · ${detail}` : ""}`;
}

/** What a run is doing, in a few words. */
export function describeRun(state: RunState | undefined, note: string, now: number): string {
  if (!state) return note;
  if (state.waiting) return state.waiting;
  const services = waitingServices(state);
  if (services) return services;
  const activity = longest(state);
  const count = `${state.finished} done`;
  if (!activity) return note || count;
  const verb = verbs[activity.op] ?? "checking";
  const seconds = Math.round((now - activity.since) / 1000);
  const since = seconds >= 2 ? `, ${seconds} s` : "";
  return `${count} · ${verb} ${shortType(typeOf(activity.urn))} ${nameOf(activity.urn)}${since}`;
}
