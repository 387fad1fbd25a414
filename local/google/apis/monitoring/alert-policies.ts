import { type Call, projectOf } from "../../core/call.ts";
import { type Collection, merge } from "../../core/collection.ts";
import { invalid, notFound } from "../../core/errors.ts";
import { digits } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { host, mutation } from "./records.ts";

const combiners = ["AND", "OR", "AND_WITH_MATCHING_RESOURCE"];

/** The members that a policy's owner decides. */
const members = [
  ...["displayName", "documentation", "userLabels", "conditions", "combiner", "enabled", "notificationChannels"],
  ...["alertStrategy", "severity"],
];

const mostConditions = 6;

/** Checks a policy, and names the conditions that have no name yet. */
function checked(call: Call, name: string, asked: Document): Document {
  const {
    conditions,
    combiner,
    notificationChannels = [],
  } = asked as {
    conditions?: Document[];
    combiner?: string;
    notificationChannels?: string[];
  };
  if (!Array.isArray(conditions) || conditions.length === 0 || conditions.length > mostConditions) {
    throw invalid(`Field alert_policy.conditions must have 1 to ${mostConditions} conditions.`);
  }
  if (!combiner || !combiners.includes(combiner)) {
    throw invalid(`Field alert_policy.combiner had an invalid value of "${combiner ?? ""}".`);
  }
  for (const channel of notificationChannels) {
    if (!call.cloud.store.get(`//${host}/${channel}`)) {
      throw notFound(`Notification channel with name ${channel} not found.`);
    }
  }
  const named = conditions.map((condition) => ({
    ...condition,
    name: condition.name ?? `${name}/conditions/${digits(19)}`,
  }));
  return { name, ...asked, conditions: named, enabled: asked.enabled ?? true };
}

const pick = (body: Document): Document =>
  Object.fromEntries(members.filter((member) => body[member] !== undefined).map((member) => [member, body[member]]));

/** When somebody is told of something. */
export const alertPolicies: Collection = {
  host,
  id: "projects.alertPolicies",
  path: "/v3/projects/{project}/alertPolicies",
  item: "policy",
  name: (call, id) => `projects/${projectOf(call).projectId}/alertPolicies/${id}`,
  newId: () => digits(19),
  create: (call, name) => {
    const record = mutation(call);
    return { ...checked(call, name, pick(call.body)), creationRecord: record, mutationRecord: record };
  },
  update: (call, current, mask) => {
    const changed = merge(current, pick(call.body), mask);
    return { ...checked(call, String(current.name), changed), mutationRecord: mutation(call) };
  },
  missing: (name) => notFound(`The alert policy ${name} was not found.`),
};
