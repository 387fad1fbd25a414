import type { Document, Store } from "../../core/store.ts";
import type { Task } from "../../core/work.ts";
import { badArgument, host } from "./names.ts";

/** Where messages are pushed to. */
export interface PushConfig {
  pushEndpoint?: string;
  attributes?: Record<string, string>;
  oidcToken?: { serviceAccountEmail?: string; audience?: string };
  noWrapper?: object;
}

/** A subscription as it is kept and shown. */
export interface Subscription extends Document {
  name: string;
  topic: string;
  ackDeadlineSeconds: number;
  messageRetentionDuration: string;
  pushConfig: PushConfig;
  filter?: string;
  detached?: boolean;
  retryPolicy?: { minimumBackoff: string; maximumBackoff: string };
  deadLetterPolicy?: { deadLetterTopic: string; maxDeliveryAttempts: number };
}

/** The subscriptions of a topic, in any project. */
export const subscriptionsOf = (store: Store, topicName: string): Subscription[] =>
  store
    .list<Subscription>(`//${host}/projects/`)
    .filter(({ name, document }) => name.includes("/subscriptions/") && document.topic === topicName)
    .map(({ document }) => document);

/** The seconds of a duration such as "600s". */
export const secondsOf = (duration: unknown): number => {
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(String(duration)) ?? [];
  if (seconds === undefined) throw badArgument(`Invalid duration: ${duration}`);
  return Number(seconds);
};

/** The kind of the tasks that push messages. */
export const pushing = "pubsub.push";

/** The task that pushes what a subscription has to deliver. */
export const pushTask = ({ name }: Pick<Subscription, "name">): Task<{ subscription: string }> => ({
  kind: pushing,
  lane: `${pushing}/${name}`,
  data: { subscription: name },
});
