import { isObject, type Properties } from "../../grpc/values.ts";
import { metadataOf } from "../objects/identity.ts";
import { readPath, valueAt } from "../objects/paths.ts";

/** Whether an object is as it should be, and what is to be said about it. */
export interface Verdict {
  ready: boolean;
  /** It can't become ready any more. */
  failed?: boolean;
  /** What is being waited for, or what was reached. */
  status: string;
  /** What is the matter, as far as anybody knows; one sentence each. Empty while it only needs time. */
  problems: string[];
  /** What is to be said besides if it doesn't get ready in time. */
  missing?: string[];
}

/** What can be looked at beside an object; those of its namespace, if they live in one. */
export type Neighbours =
  | "claims"
  | "endpointSlices"
  | "events"
  | "pods"
  | "replicaSets"
  | "services"
  | "storageClasses";

/** The objects beside one, e.g. the pods of its namespace. What wasn't looked at is empty. */
export type Sight = (neighbours: Neighbours) => Properties[];

/** How it is told whether objects of a kind are ready. A pure function of what is seen. */
export interface Readiness {
  /** Milliseconds to wait where nothing else is asked for. */
  timeout: number;
  /** What is needed to judge. */
  needs: Neighbours[];
  /** What is needed besides to tell why an object isn't ready. */
  explains: Neighbours[];
  judge(object: Properties, see: Sight): Verdict;
}

export const minutes = 60_000;

/** A condition in an object's status. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** The value at a path written as text, e.g. status.readyReplicas. */
export const at = (object: Properties, path: string): unknown => valueAt(object, readPath(path));

export function numberAt(object: Properties, path: string, preset = 0): number {
  const value = at(object, path);
  return typeof value === "number" ? value : preset;
}

export function listAt(object: Properties, path: string): Properties[] {
  const value = at(object, path);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export const textAt = (object: Properties, path: string): string => {
  const value = at(object, path);
  return typeof value === "string" ? value : "";
};

export const conditionOf = (object: Properties, type: string): Condition | undefined =>
  (listAt(object, "status.conditions") as unknown as Condition[]).find((each) => each.type === type);

/** Whether the controller has seen the object as it is now. */
export function isObserved(object: Properties): boolean {
  return numberAt(object, "status.observedGeneration") >= numberAt(object, "metadata.generation");
}

export function isOwnedBy(object: Properties, owner: Properties): boolean {
  const { uid } = metadataOf(owner);
  return listAt(object, "metadata.ownerReferences").some((reference) => reference.uid === uid);
}

/** Only what is in the same namespace; sights may be wider. */
export function inNamespaceOf(object: Properties, others: Properties[]): Properties[] {
  const { namespace } = metadataOf(object);
  return others.filter((other) => metadataOf(other).namespace === namespace);
}

/** The last event about an object for each reason, oldest first. */
export function eventsOf(object: Properties, see: Sight): { reason: string; message: string }[] {
  const { uid } = metadataOf(object);
  const about = see("events").filter((event) => at(event, "involvedObject.uid") === uid);
  const time = (event: Properties) => textAt(event, "lastTimestamp") || textAt(event, "eventTime");
  const latest = new Map<string, string>();
  for (const event of about.toSorted((a, b) => time(a).localeCompare(time(b)))) {
    latest.set(textAt(event, "reason"), textAt(event, "message").trim());
  }
  return [...latest].map(([reason, message]) => ({ reason, message }));
}

export const nameOf = (object: Properties): string => String(metadataOf(object).name);

const shown = 5;

/** The first few of many sentences, and how many more there are. */
export function few(sentences: string[]): string[] {
  const different = [...new Set(sentences)];
  const more = different.length - shown;
  return more > 0 ? [...different.slice(0, shown), `and ${more} more like these`] : different;
}
