import type { Properties } from "../../grpc/values.ts";

interface Rule extends Properties {
  action: Properties;
  condition: Properties;
}

/** Conditions that count, with the property that says whether a count of 0 is meant. */
const counts: Record<string, string> = {
  age: "sendAgeIfZero",
  numNewerVersions: "sendNumNewerVersionsIfZero",
  daysSinceCustomTime: "sendDaysSinceCustomTimeIfZero",
  daysSinceNoncurrentTime: "sendDaysSinceNoncurrentTimeIfZero",
};

/** Conditions that the API calls differently. */
const renamed: Record<string, string> = {
  matchesPrefixes: "matchesPrefix",
  matchesStorageClasses: "matchesStorageClass",
  matchesSuffixes: "matchesSuffix",
};

const same = ["createdBefore", "customTimeBefore", "noncurrentTimeBefore", "sizeAboveBytes", "sizeBelowBytes"];

function conditionOf(asked: Properties): Properties {
  const condition: Properties = {};
  for (const [count, zero] of Object.entries(counts)) {
    if (asked[count] || asked[zero] === true) condition[count] = asked[count] ?? 0;
  }
  for (const [mine, theirs] of Object.entries(renamed)) if (asked[mine]) condition[theirs] = asked[mine];
  for (const name of same) if (asked[name]) condition[name] = asked[name];
  if (asked.withState === "LIVE") condition.isLive = true;
  if (asked.withState === "ARCHIVED") condition.isLive = false;
  return condition;
}

/** The lifecycle of a bucket as the API has it. */
export const lifecycleOf = (rules: Properties[]): Properties => ({
  rule: (rules as Rule[]).map(({ action, condition }) => ({ action, condition: conditionOf(condition) })),
});

function conditionProperties(reply: Properties, known: Properties): Properties {
  const properties: Properties = {};
  for (const [count, zero] of Object.entries(counts)) {
    if (reply[count] !== undefined) properties[count] = reply[count];
    if (known[zero] !== undefined) properties[zero] = known[zero];
    else if (reply[count] === 0) properties[zero] = true;
  }
  for (const [mine, theirs] of Object.entries(renamed)) if (reply[theirs]) properties[mine] = reply[theirs];
  for (const name of same) if (reply[name] !== undefined) properties[name] = reply[name];
  properties.withState = reply.isLive === undefined ? "ANY" : reply.isLive ? "LIVE" : "ARCHIVED";
  return properties;
}

/** The rules in a reply. `known`: the rules of the inputs, or of the state before. */
export function rulesOf(reply: unknown, known: unknown): Properties[] | undefined {
  const { rule } = (reply ?? {}) as { rule?: Rule[] };
  const before = (known ?? []) as Rule[];
  return rule?.map(({ action, condition }, index) => ({
    action,
    condition: conditionProperties(condition, before[index]?.condition ?? {}),
  }));
}
