import type { Cloud } from "../../core/cloud.ts";
import { invalid } from "../../core/errors.ts";
import { digits, ticks } from "../../core/identifiers.ts";
import { compileFilter } from "./filters.ts";
import { badArgument } from "./names.ts";
import { pushTask, type Subscription, secondsOf, subscriptionsOf } from "./stored.ts";

/** A message as it is published. */
export interface Message {
  /** In base64. */
  data?: string;
  attributes?: Record<string, string>;
  orderingKey?: string;
}

/** A message as it is delivered. */
export interface DeliveredMessage {
  ackId: string;
  message: Message & { messageId: string; publishTime: string };
  deliveryAttempt?: number;
}

/** A message that a subscription still has to deliver. Times are milliseconds since the epoch, by the cloud's clock. */
interface Pending {
  message: DeliveredMessage["message"];
  published: number;
  /** Not delivered again before this. */
  from: number;
  attempts: number;
}

const prefix = (subscription: string) => `pubsub-messages/${subscription}/`;

const pendingOf = (cloud: Cloud, subscription: string) => cloud.store.list<Pending>(prefix(subscription));

/** Whether a subscription has messages that nobody has acknowledged. */
export const hasDue = (cloud: Cloud, subscription: string): boolean => cloud.store.any(prefix(subscription));

export function forgetMessages(cloud: Cloud, subscription: string): void {
  for (const { name } of pendingOf(cloud, subscription)) cloud.store.delete(name);
}

function checked({ data, attributes, orderingKey }: Message): Message {
  if (!data && Object.keys(attributes ?? {}).length === 0) {
    throw invalid(
      "One or more messages in the publish request is empty. Each message must contain either non-empty data, or at " +
        "least one attribute.",
    );
  }
  return { ...(data && { data }), ...(attributes && { attributes }), ...(orderingKey && { orderingKey }) };
}

/**
 * Publishes messages to a topic, which must exist ("projects/p/topics/t"). Returns their IDs. `twice`: which of them are
 * delivered twice whatever becomes of the first time.
 */
export function publish(
  cloud: Cloud,
  topic: string,
  messages: Message[],
  twice: (message: Message) => boolean = () => false,
): string[] {
  if (messages.length === 0) {
    throw invalid("The value for message_count is too small. You passed 0 in the request, but the minimum value is 1.");
  }
  const receivers = subscriptionsOf(cloud.store, topic).filter(({ detached }) => !detached);
  return messages.map((each) => {
    const message = checked(each);
    const messageId = digits(17);
    const delivered = { ...message, messageId, publishTime: cloud.clock.timestamp(3) };
    const pending: Pending = { message: delivered, published: cloud.clock.now(), from: 0, attempts: 0 };
    const key = String(ticks());
    for (const { name, filter, pushConfig } of receivers) {
      if (filter && !compileFilter(filter)(message.attributes ?? {})) continue;
      cloud.store.put(prefix(name) + key, pending);
      if (twice(each)) cloud.store.put(`${prefix(name)}${key}-again`, pending);
      if (pushConfig.pushEndpoint) cloud.work.ensure(pushTask({ name }));
    }
    return messageId;
  });
}

/** Moves a message that was delivered too often to the topic for such ones. */
function toDeadLetters(cloud: Cloud, { name, deadLetterPolicy }: Subscription, { message, attempts }: Pending): void {
  const [, project = "", , subscription = ""] = name.split("/");
  const attributes = {
    ...message.attributes,
    CloudPubSubDeadLetterSourceSubscription: subscription,
    CloudPubSubDeadLetterSourceSubscriptionProject: project,
    CloudPubSubDeadLetterSourceDeliveryCount: String(attempts),
    CloudPubSubDeadLetterSourceTopicPublishTime: message.publishTime,
  };
  const topic = deadLetterPolicy!.deadLetterTopic;
  if (cloud.store.get(`//pubsub.googleapis.com/${topic}`)) publish(cloud, topic, [{ ...message, attributes }]);
}

/** Delivers up to `most` messages; each comes again unless it is acknowledged before its deadline. */
export function pull(cloud: Cloud, subscription: Subscription, most: number): DeliveredMessage[] {
  const now = cloud.clock.now();
  const retention = secondsOf(subscription.messageRetentionDuration) * 1000;
  const limit = subscription.deadLetterPolicy?.maxDeliveryAttempts;
  const delivered: DeliveredMessage[] = [];
  for (const { name, document: pending } of pendingOf(cloud, subscription.name)) {
    if (delivered.length >= most) break;
    const { published, from, attempts, message } = pending;
    if (now - published > retention) cloud.store.delete(name);
    else if (from > now) continue;
    else if (limit !== undefined && attempts >= limit) {
      cloud.store.delete(name);
      toDeadLetters(cloud, subscription, pending);
    } else {
      const next = { ...pending, from: now + subscription.ackDeadlineSeconds * 1000, attempts: attempts + 1 };
      cloud.store.put(name, next);
      const ackId = Buffer.from(`${name.split("/").at(-1)}:${next.attempts}`).toString("base64url");
      delivered.push({ ackId, message, ...(limit !== undefined && { deliveryAttempt: next.attempts }) });
    }
  }
  return delivered;
}

/** The messages that acknowledgement IDs stand for; one that was delivered again has another ID. */
function outstanding(cloud: Cloud, { name }: Subscription, ackIds: string[]): { key: string; pending: Pending }[] {
  if (ackIds.length === 0) throw badArgument("ack_ids");
  return ackIds.flatMap((ackId) => {
    const [sequence, attempts] = Buffer.from(ackId, "base64url").toString().split(":");
    const key = `${prefix(name)}${sequence}`;
    const pending = cloud.store.get<Pending>(key);
    return pending?.attempts === Number(attempts) ? [{ key, pending }] : [];
  });
}

export function acknowledge(cloud: Cloud, subscription: Subscription, ackIds: string[]): void {
  for (const { key } of outstanding(cloud, subscription, ackIds)) cloud.store.delete(key);
}

/** When the next message of a subscription can be delivered: milliseconds since the epoch, by the cloud's clock. */
export function nextDelivery(cloud: Cloud, subscription: string): number | undefined {
  const times = pendingOf(cloud, subscription).map(({ document }) => document.from);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/**
 * Moves the deadline of delivered messages; 0 gives them back, to come again after the wait of the retry policy.
 * `policy`: that of a subscription which has none. Default: they come again at once.
 */
export function extend(
  cloud: Cloud,
  subscription: Subscription,
  ackIds: string[],
  seconds: number,
  policy?: Subscription["retryPolicy"],
): void {
  const { minimumBackoff, maximumBackoff } = subscription.retryPolicy ?? policy ?? {};
  for (const { key, pending } of outstanding(cloud, subscription, ackIds)) {
    const backoff = minimumBackoff
      ? Math.min(secondsOf(minimumBackoff) * 2 ** (pending.attempts - 1), secondsOf(maximumBackoff))
      : 0;
    cloud.store.put(key, { ...pending, from: cloud.clock.now() + (seconds || backoff) * 1000 });
  }
}
