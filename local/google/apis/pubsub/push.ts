import type { Cloud } from "../../core/cloud.ts";
import { identityToken } from "../../core/identity-tokens.ts";
import { acknowledge, type DeliveredMessage, extend, nextDelivery, pull } from "./messages.ts";
import { host } from "./names.ts";
import { pushing, pushTask, type Subscription } from "./stored.ts";

/** How many messages of a subscription are under way at once. */
const sideBySide = 10;

/** The replies by which a receiver takes a message. */
const taken = [102, 200, 201, 202, 204];

/** How long a message waits to come again, where the subscription says nothing of it. */
const usualRetry = { minimumBackoff: "0.1s", maximumBackoff: "60s" };

/**
 * Delivers the messages of subscriptions that push: each is sent to the subscription's endpoint, and comes again after a
 * wait that grows by the cloud's clock, until the receiver answers that it has it. Endpoints that the cloud doesn't reach
 * are not tried.
 */
export function keepPushing(cloud: Cloud): void {
  const { alarms, clock, store, web, work } = cloud;

  const named = (name: string) => store.get<Subscription>(`//${host}/${name}`);

  async function send(subscription: Subscription, delivered: DeliveredMessage): Promise<void> {
    const request = requestFor(cloud, subscription, delivered);
    const status = await web.fetch(request).then(read, () => undefined);
    if (work.stopped || !store.isOpen) return;
    store.transaction(() => {
      const ids = [delivered.ackId];
      if (status !== undefined && taken.includes(status)) acknowledge(cloud, subscription, ids);
      else extend(cloud, subscription, ids, 0, usualRetry);
    });
  }

  /** Sends what is due, and sets the alarm for what isn't. */
  async function push({ subscription: name }: { subscription: string }): Promise<void> {
    for (;;) {
      // It may be changed or gone meanwhile.
      const subscription = named(name);
      const endpoint = subscription?.pushConfig.pushEndpoint;
      if (!subscription || !endpoint || subscription.detached || !web.reaches(endpoint)) return;
      const due = store.transaction(() => pull(cloud, subscription, sideBySide));
      if (due.length === 0) break;
      await Promise.all(due.map((delivered) => send(subscription, delivered)));
      if (work.stopped || !store.isOpen) return;
    }
    const next = nextDelivery(cloud, name);
    const task = pushTask({ name });
    if (next !== undefined) alarms.set(task.lane, Math.max(next, clock.now() + 1), task);
  }

  work.employ(pushing, push);
  // Those that were under way when the cloud was killed come again when their time is over.
  for (const { document } of store.list<Subscription>(`//${host}/projects/`)) {
    const isPush = document.name.includes("/subscriptions/") && document.pushConfig?.pushEndpoint;
    if (isPush && nextDelivery(cloud, document.name) !== undefined) work.ensure(pushTask(document));
  }
}

/** The status of a reply, once all of it is there. */
async function read(response: Response): Promise<number> {
  await response.arrayBuffer();
  return response.status;
}

/** The request by which a message is pushed, as Pub/Sub words it. */
function requestFor(cloud: Cloud, subscription: Subscription, { message, deliveryAttempt }: DeliveredMessage): Request {
  const { pushEndpoint = "", oidcToken, noWrapper } = subscription.pushConfig;
  const { serviceAccountEmail, audience = pushEndpoint } = oidcToken ?? {};
  const headers = new Headers({
    "user-agent": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
    ...(serviceAccountEmail && { authorization: `Bearer ${identityToken(cloud, serviceAccountEmail, audience)}` }),
  });
  const signal = AbortSignal.timeout(subscription.ackDeadlineSeconds * 1000);
  const { messageId, publishTime, data, attributes, orderingKey } = message;
  if (noWrapper) {
    if ((noWrapper as { writeMetadata?: boolean }).writeMetadata) {
      headers.set("x-goog-pubsub-subscription-name", subscription.name);
      headers.set("x-goog-pubsub-message-id", messageId);
      headers.set("x-goog-pubsub-publish-time", publishTime);
      if (orderingKey) headers.set("x-goog-pubsub-ordering-key", orderingKey);
      for (const [key, value] of Object.entries(attributes ?? {})) headers.set(key, value);
    }
    const body = new Uint8Array(Buffer.from(data ?? "", "base64"));
    return new Request(pushEndpoint, { method: "POST", headers, body, signal });
  }
  headers.set("content-type", "application/json");
  // Names in both spellings, as Pub/Sub has them.
  const both = { messageId, message_id: messageId, publishTime, publish_time: publishTime };
  const body = {
    ...(deliveryAttempt !== undefined && { deliveryAttempt }),
    message: { ...(attributes && { attributes }), ...(data && { data }), ...(orderingKey && { orderingKey }), ...both },
    subscription: subscription.name,
  };
  return new Request(pushEndpoint, { method: "POST", headers, body: JSON.stringify(body), signal });
}
