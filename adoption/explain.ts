import { nameOf, type ResourceChange, shortType } from "../engine/events.ts";
import { reasonFor } from "./reasons.ts";

/** What becomes of a difference. */
export type Outcome = "made" | "changed" | "decide";

/** Something that an update would make or change, with its reason. */
export interface Explained {
  /** "Budget lake: displayName" */
  path: string;
  /** What is there; undefined: nothing. */
  is?: string;
  /** What there would be. */
  wouldBe: string;
  why: string;
  outcome: Outcome;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How the engine writes what a preview can't know (a constant of its protocol). */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the engine's providers keep beside what a program says. */
const ownMembers = new Set(["__defaults", "pulumiLabels", "effectiveLabels", "terraformLabels"]);

/** Properties that say one thing together: they are shown whole, in words. */
const inWords: Record<string, (value: never) => string> = {
  labels: (labels: Record<string, string>) =>
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(", "),
  thresholdRules: (rules: { thresholdPercent: number; spendBasis?: string }[]) =>
    rules
      .map(
        ({ thresholdPercent, spendBasis }) =>
          `${Math.round(thresholdPercent * 100)} % ${spendBasis === "FORECASTED_SPEND" ? "forecast" : "spent"}`,
      )
      .join(", "),
  allUpdatesRule: (rule: { monitoringNotificationChannels?: unknown[]; pubsubTopic?: string }) =>
    [
      ...(rule.monitoringNotificationChannels?.length
        ? [`${rule.monitoringNotificationChannels.length} channels`]
        : []),
      ...(rule.pubsubTopic ? [rule.pubsubTopic] : []),
    ].join(", "),
};

function show(value: unknown, path: string): string {
  if (value === undefined || value === "") return "–";
  if (value === unknown) return "known once it is made";
  if (typeof value !== "object" || value === null) return String(value);
  const words = inWords[path]?.(value as never);
  if (words !== undefined) return words || "–";
  return Array.isArray(value) && value.every((each) => typeof each === "string")
    ? value.join(", ")
    : JSON.stringify(value);
}

/** The leaves that differ, by path: lists are one leaf. */
export function leaves(before: unknown, after: unknown, path = ""): { path: string; is: unknown; wouldBe: unknown }[] {
  if (isObject(before) && isObject(after) && !(path in inWords)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !ownMembers.has(key));
    return keys.toSorted().flatMap((key) => leaves(before[key], after[key], path === "" ? key : `${path}.${key}`));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  // "" and nothing are the same to Google.
  if ((before ?? "") === (after ?? "")) return [];
  return [{ path, is: before, wouldBe: after }];
}

/** What is said of one resource: a row for each property that differs, or one for what is to be made. */
function explainOne(type: string, name: string, change: ResourceChange, changed: readonly string[]): Explained[] {
  const short = shortType(type);
  const { before, after } = change;
  if (!before) {
    const { why, decide } = reasonFor(short, undefined);
    return [{ path: `${short} ${name}`, wouldBe: "made", why, outcome: decide ? "decide" : "made" }];
  }
  // What the engine doesn't call a change is none, whatever the inputs look like.
  const heads = new Set(changed.map((each) => each.split(/[.[]/)[0]!));
  return leaves(before, after ?? {})
    .filter(({ path }) => heads.size === 0 || heads.has(path.split(".")[0]!))
    .map(({ path, is, wouldBe }) => {
      const { why, decide } = reasonFor(short, path);
      return {
        path: `${short} ${name}: ${path}`,
        is: show(is, path),
        wouldBe: show(wouldBe, path),
        why,
        outcome: decide ? "decide" : "changed",
      } as const;
    });
}

/** What a preview told: its resources, and which of them would change. */
export interface Previewed {
  readonly resources: readonly ResourceChange[];
  readonly steps: readonly { op: string; urn: string; type: string; diffs?: string[] }[];
}

/** Every difference that a preview shows, each with its reason. */
export function explain({ resources, steps }: Previewed): Explained[] {
  const byKey = new Map(resources.map((each) => [`${each.type} ${each.name}`, each]));
  return steps.flatMap(({ urn, type, diffs }) => {
    const name = nameOf(urn);
    const change = byKey.get(`${type} ${name}`);
    return change ? explainOne(type, name, change, diffs ?? []) : [];
  });
}
