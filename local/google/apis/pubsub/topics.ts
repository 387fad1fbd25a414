import { type Call, param, projectOf } from "../../core/call.ts";
import {
  type Collection,
  collectionRoutes,
  existing,
  fullName,
  merge,
  withoutDefaults,
} from "../../core/collection.ts";
import { page } from "../../core/paging.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { publish } from "./messages.ts";
import { changedMembers, checkedName, checkLabels, host, missing, taken } from "./names.ts";
import { subscriptionsOf } from "./stored.ts";

/** What a subscription has for its topic once that is deleted. */
const deletedTopic = "_deleted-topic_";

/** Members of a topic, by whether they can be changed. */
const members: Record<string, boolean> = {
  name: false,
  labels: true,
  messageStoragePolicy: true,
  kmsKeyName: false,
  schemaSettings: true,
  messageRetentionDuration: true,
  ingestionDataSourceSettings: true,
  messageTransforms: true,
};

function topic(name: string, asked: Document): Document {
  checkLabels(asked.labels);
  const given = Object.fromEntries(Object.keys(members).map((member) => [member, asked[member]]));
  return { ...withoutDefaults(given), name };
}

export const topics: Collection = {
  host,
  id: "projects.topics",
  path: "/v1/projects/{project}/topics",
  item: "topic",
  createWith: "PUT",
  name: (call, id) => `projects/${projectOf(call).projectId}/topics/${id}`,
  newId: (call) => checkedName(call, "topics", param(call, "topic")).split("/").at(-1)!,
  create: (call, name) => topic(name, call.body),
  update: (call, current, mask) => {
    const asked: Document = call.body.topic ?? {};
    return topic(String(current.name), merge(current, asked, changedMembers(call, mask, "Topic", members)));
  },
  remove: (call, current) => {
    for (const subscription of subscriptionsOf(call.cloud.store, String(current.name))) {
      call.cloud.store.put(`//${host}/${subscription.name}`, { ...subscription, topic: deletedTopic });
    }
  },
  missing,
  taken,
};

const path = `${topics.path}/{topic}`;
const named = (call: Call) => existing(topics, call).name;

export const topicRoutes: Route[] = [
  ...collectionRoutes(topics),
  {
    id: "projects.topics.publish",
    method: "POST",
    path: `${path}:publish`,
    handle: (call) => ({ messageIds: publish(call.cloud, named(call), call.body.messages ?? []) }),
  },
  {
    id: "projects.topics.subscriptions.list",
    method: "GET",
    path: `${path}/subscriptions`,
    handle: (call) => {
      const names = subscriptionsOf(call.cloud.store, named(call)).map(({ name }) => name);
      const { items: subscriptions, ...token } = page(names, call.query);
      return { ...(subscriptions.length > 0 && { subscriptions }), ...token };
    },
  },
  ...policyRoutes({ id: "projects.topics", path, resource: (call) => fullName(topics, named(call)) }),
];
