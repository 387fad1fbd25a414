import type { Call } from "../../core/call.ts";
import { withoutDefaults } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { compileFilter } from "./filters.ts";
import { badArgument, checkLabels, host, missing } from "./names.ts";
import { type PushConfig, type Subscription, secondsOf } from "./stored.ts";

/** Members of a subscription, by whether they can be changed. */
export const members: Record<string, boolean> = {
  name: false,
  topic: false,
  pushConfig: true,
  bigqueryConfig: true,
  cloudStorageConfig: true,
  ackDeadlineSeconds: true,
  retainAckedMessages: true,
  messageRetentionDuration: true,
  labels: true,
  enableMessageOrdering: false,
  expirationPolicy: true,
  filter: false,
  deadLetterPolicy: true,
  retryPolicy: true,
  enableExactlyOnceDelivery: true,
  messageTransforms: true,
};

/** Checks where messages are to be pushed. */
export function pushConfig(asked: PushConfig = {}): PushConfig {
  const { pushEndpoint, oidcToken } = asked;
  if (pushEndpoint && !/^https?:\/\/[^/]+/.test(pushEndpoint)) {
    throw invalid(
      `Invalid push endpoint given (endpoint=${pushEndpoint}). Refer to ` +
        "https://cloud.google.com/pubsub/subscriber#create for more information.",
    );
  }
  if (oidcToken && !oidcToken.serviceAccountEmail?.includes("@")) {
    throw badArgument("PushConfig::oidc_token::service_account_email");
  }
  return withoutDefaults(asked);
}

interface Storage extends Document {
  avroConfig?: object;
  textConfig?: object;
  maxDuration?: string;
  maxBytes?: string | number;
  maxMessages?: string | number;
}

/** Files are of text unless they are to be Avro; counts are 64-bit numbers, so strings. */
function cloudStorageConfig(asked: Storage): Document {
  const { avroConfig, textConfig, maxBytes, maxMessages, ...rest } = asked;
  return withoutDefaults({
    ...rest,
    ...(avroConfig ? { avroConfig } : { textConfig: textConfig ?? {} }),
    ...(maxBytes && { maxBytes: String(maxBytes) }),
    ...(maxMessages && { maxMessages: String(maxMessages) }),
    maxDuration: asked.maxDuration ?? "300s",
    state: "ACTIVE",
  });
}

function deadLetterPolicy(call: Call, asked: Document): Document {
  const deadLetterTopic = String(asked.deadLetterTopic ?? "");
  if (!call.cloud.store.get(`//${host}/${deadLetterTopic}`)) throw missing(deadLetterTopic);
  const attempts = Number(asked.maxDeliveryAttempts || 5);
  if (attempts < 5 || attempts > 100) throw badArgument("DeadLetterPolicy::max_delivery_attempts");
  return { deadLetterTopic, maxDeliveryAttempts: attempts };
}

function inRange(value: string, least: number, most: number, argument: string): string {
  const seconds = secondsOf(value);
  if (seconds < least || seconds > most) throw badArgument(argument);
  return value;
}

const day = 24 * 60 * 60;

/** Checks a subscription and fills in what the service does. */
export function subscription(call: Call, name: string, asked: Document): Document {
  checkLabels(asked.labels);
  if (asked.filter) compileFilter(String(asked.filter));
  const storage = asked.cloudStorageConfig && cloudStorageConfig(asked.cloudStorageConfig as Storage);
  const seconds = Number(asked.ackDeadlineSeconds || 10);
  if (seconds < 10 || seconds > 600) throw invalid(`Invalid ack deadline given (ack_deadline_secs=${seconds}).`);
  const expiration = asked.expirationPolicy as { ttl?: string } | undefined;
  if (expiration?.ttl) inRange(expiration.ttl, day, Infinity, "ExpirationPolicy::ttl");
  const retention = String(asked.messageRetentionDuration || "604800s");
  const { minimumBackoff = "10s", maximumBackoff = "600s" } = (asked.retryPolicy ?? {}) as Partial<
    NonNullable<Subscription["retryPolicy"]>
  >;
  const given = Object.fromEntries(Object.keys(members).map((member) => [member, asked[member]]));
  return {
    ...withoutDefaults(given),
    name,
    // What is gathered for a file is not acknowledged before the file is written.
    ackDeadlineSeconds: storage ? Math.max(seconds, secondsOf((storage as Storage).maxDuration)) : seconds,
    messageRetentionDuration: inRange(retention, 600, 31 * day, "messageRetentionDuration"),
    expirationPolicy: expiration ? withoutDefaults(expiration) : { ttl: "2678400s" },
    pushConfig: pushConfig((asked.pushConfig ?? {}) as PushConfig),
    ...(asked.retryPolicy ? { retryPolicy: { minimumBackoff, maximumBackoff } } : {}),
    ...(asked.deadLetterPolicy ? { deadLetterPolicy: deadLetterPolicy(call, asked.deadLetterPolicy as Document) } : {}),
    ...(storage ? { cloudStorageConfig: storage } : {}),
    ...(asked.bigqueryConfig
      ? { bigqueryConfig: { ...withoutDefaults(asked.bigqueryConfig as Document), state: "ACTIVE" } }
      : {}),
    ...(asked.detached === true && { detached: true }),
    state: "ACTIVE",
  };
}
