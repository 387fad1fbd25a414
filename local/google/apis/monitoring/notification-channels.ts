import { type Call, projectOf } from "../../core/call.ts";
import { type Collection, merge, withoutDefaults } from "../../core/collection.ts";
import { invalid, notFound, precondition } from "../../core/errors.ts";
import { digits } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { host, mutation } from "./records.ts";

/** The label that each type of channel must have. */
const requiredLabel: Record<string, string | undefined> = {
  email: "email_address",
  pubsub: "topic",
  webhook_tokenauth: "url",
  webhook_basicauth: "url",
  slack: "channel_name",
  pagerduty: undefined,
  sms: "number",
};

function check({ type, labels }: Document): void {
  if (!(String(type) in requiredLabel)) {
    throw invalid(`Field notification_channel.type had an invalid value of "${type}": unknown type.`);
  }
  const label = requiredLabel[String(type)];
  if (label && !(labels as Document | undefined)?.[label]) {
    throw invalid(`Field "${label}" is required for notification channels of type "${type}".`);
  }
}

/** The alert policies that tell a channel. */
const users = (call: Call, channel: unknown) =>
  call.cloud.store
    .list(`//${host}/projects/${projectOf(call).projectId}/alertPolicies/`)
    .filter(({ document }) => (document.notificationChannels as unknown[] | undefined)?.includes(channel));

/** A channel that is in use goes only with force, and then its users forget it. */
function remove(call: Call, { name }: Document): void {
  const used = users(call, name);
  if (used.length > 0 && call.query.get("force") !== "true") {
    throw precondition(`Cannot delete notification channel ${name}: it is used by ${used.length} alerting policies.`);
  }
  for (const { name: policy, document } of used) {
    const { notificationChannels, ...rest } = document;
    const left = (notificationChannels as unknown[]).filter((each) => each !== name);
    call.cloud.store.put(policy, { ...rest, ...(left.length > 0 && { notificationChannels: left }) });
  }
}

/** How somebody is told of something. */
export const notificationChannels: Collection = {
  host,
  id: "projects.notificationChannels",
  path: "/v3/projects/{project}/notificationChannels",
  item: "channel",
  name: (call, id) => `projects/${projectOf(call).projectId}/notificationChannels/${id}`,
  newId: () => digits(19),
  create: (call, name) => {
    check(call.body);
    const { type, labels, displayName, description, userLabels, enabled } = call.body;
    const record = mutation(call);
    return {
      ...withoutDefaults({ type, displayName, description, labels, name, userLabels }),
      enabled: enabled ?? true,
      creationRecord: record,
      mutationRecords: [record],
    };
  },
  update: (call, current, mask) => {
    const { name: _, sensitiveLabels: __, ...change } = call.body;
    const changed = merge(
      current,
      change,
      mask?.filter((path) => path !== "sensitiveLabels"),
    );
    check(changed);
    return { ...changed, mutationRecords: [mutation(call)] };
  },
  remove,
  missing: (name) => notFound(`Notification channel with name ${name} not found.`),
};
