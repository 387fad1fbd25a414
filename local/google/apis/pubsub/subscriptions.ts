import { type Call, param, projectOf } from "../../core/call.ts";
import { type Collection, collectionRoutes, existing, fullName, merge } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import { policyRoutes } from "../../core/policies.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { acknowledge, extend, forgetMessages, pull } from "./messages.ts";
import { badArgument, changedMembers, checkedName, host, missing, taken } from "./names.ts";
import { notePull } from "./pullers.ts";
import { pushTask, type Subscription } from "./stored.ts";
import { members, pushConfig, subscription } from "./subscription-settings.ts";

/** Only the reply to a write shows which version of the wrapping is used; no other attributes go without it. */
function view(document: Document, call: Call): Document {
  const subscription = document as Subscription;
  const { attributes, ...push } = subscription.pushConfig;
  const written = call.body.subscription !== undefined || (call.body.topic !== undefined && push.pushEndpoint);
  const shown = written ? { ...attributes, "x-goog-version": "v1" } : push.noWrapper ? undefined : attributes;
  const { messageRetentionDuration } = call.cloud.store.get(`//${host}/${subscription.topic}`) ?? {};
  return {
    ...subscription,
    pushConfig: { ...push, ...(shown && { attributes: shown }) },
    ...(messageRetentionDuration !== undefined && { topicMessageRetentionDuration: messageRetentionDuration }),
  };
}

export const subscriptions: Collection = {
  host,
  id: "projects.subscriptions",
  path: "/v1/projects/{project}/subscriptions",
  item: "subscription",
  createWith: "PUT",
  name: (call, id) => `projects/${projectOf(call).projectId}/subscriptions/${id}`,
  newId: (call) => checkedName(call, "subscriptions", param(call, "subscription")).split("/").at(-1)!,
  create: (call, name) => {
    const topic = String(call.body.topic ?? "");
    if (!call.cloud.store.get(`//${host}/${topic}`)) throw missing(topic);
    return subscription(call, name, call.body);
  },
  update: (call, current, mask) => {
    const changed = changedMembers(call, mask, "Subscription", members);
    const merged = merge(current, call.body.subscription ?? {}, changed);
    const next = subscription(call, String(current.name), { ...merged, detached: current.detached }) as Subscription;
    if (next.pushConfig.pushEndpoint) call.cloud.work.ensure(pushTask(next));
    return next;
  },
  remove: (call, current) => forgetMessages(call.cloud, String(current.name)),
  view,
  missing,
  taken,
};

const path = `${subscriptions.path}/{subscription}`;
const of = (call: Call) => existing(subscriptions, call).document as Subscription;

const route = (verb: string, handle: (call: Call) => object): Route => ({
  id: `projects.subscriptions.${verb}`,
  method: "POST",
  path: `${path}:${verb}`,
  handle,
});

const save = (call: Call, document: Subscription): object => {
  call.cloud.store.put(`//${host}/${document.name}`, document);
  return {};
};

export const subscriptionRoutes: Route[] = [
  ...collectionRoutes(subscriptions),
  route("pull", (call) => {
    const most = Number(call.body.maxMessages);
    if (!(most > 0)) throw badArgument("max_messages");
    notePull(call.cloud, of(call).name);
    const receivedMessages = pull(call.cloud, of(call), most);
    return receivedMessages.length > 0 ? { receivedMessages } : {};
  }),
  route("acknowledge", (call) => {
    acknowledge(call.cloud, of(call), call.body.ackIds ?? []);
    return {};
  }),
  route("modifyAckDeadline", (call) => {
    const seconds = Number(call.body.ackDeadlineSeconds ?? 0);
    if (seconds < 0 || seconds > 600) throw invalid(`Invalid ack deadline given (ack_deadline_secs=${seconds}).`);
    extend(call.cloud, of(call), call.body.ackIds ?? [], seconds);
    return {};
  }),
  route("modifyPushConfig", (call) => {
    const changed = { ...of(call), pushConfig: pushConfig(call.body.pushConfig) };
    if (changed.pushConfig.pushEndpoint) call.cloud.work.ensure(pushTask(changed));
    return save(call, changed);
  }),
  route("detach", (call) => {
    const subscription = of(call);
    forgetMessages(call.cloud, subscription.name);
    return save(call, { ...subscription, detached: true });
  }),
  ...policyRoutes({ id: "projects.subscriptions", path, resource: (call) => fullName(subscriptions, of(call).name) }),
];
