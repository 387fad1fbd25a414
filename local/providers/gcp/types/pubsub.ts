import type { Properties } from "../../grpc/values.ts";
import { policyMember } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import { type Row, rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/pubsub.json" with { type: "json" };

const host = "pubsub.googleapis.com";

const row = (collection: string, wrap: string): Row => ({
  host,
  create: { method: "PUT", path: `/v1/projects/{project}/${collection}/{name}` },
  read: `/v1/projects/{project}/${collection}/{name}`,
  update: { method: "PATCH", path: `/v1/projects/{project}/${collection}/{name}`, mask: true, wrap },
  delete: { method: "DELETE", path: `/v1/projects/{project}/${collection}/{name}` },
  path: ["project", "name"],
  labels: true,
});

const topic = rest(schema, "gcp:pubsub/topic:Topic", row("topics", "topic"));

/** The full name of a topic, which may be given as a name in the project. */
function fullTopic({ topic, project }: Properties): unknown {
  if (typeof topic !== "string" || typeof project !== "string" || topic.includes("/")) return topic;
  return `projects/${project}/topics/${topic}`;
}

/** An expiration of "" stands for never, which the API has as a policy without a time. */
const expirationOf = (policy: Properties | undefined) => policy && (policy.ttl === "" ? {} : policy);

interface Push {
  attributes?: Record<string, string>;
}

/** The API does not show which version of the wrapping was asked for. */
function pushOf(reply: Push = {}, known: Push = {}): Push | undefined {
  if (Object.keys(reply).length === 0) return undefined;
  const version = known.attributes?.["x-goog-version"];
  const attributes = { ...reply.attributes, ...(version && { "x-goog-version": version }) };
  return { ...reply, ...(Object.keys(attributes).length > 0 && { attributes }) };
}

/** Whether two durations are as long as each other: "10s" and "10.0s". */
const sameDuration = (old: unknown, next: unknown) =>
  Number.parseFloat(String(old)) === Number.parseFloat(String(next));

const subscription = rest(schema, "gcp:pubsub/subscription:Subscription", {
  ...row("subscriptions", "subscription"),
  encode: (body) => {
    const expirationPolicy = expirationOf(body.expirationPolicy as Properties | undefined);
    return { ...body, ...(expirationPolicy && { expirationPolicy }) };
  },
  decode: (state, reply, known) => {
    const { ttl = "" } = (reply.expirationPolicy ?? {}) as { ttl?: string };
    const { pushConfig: _, ...rest } = state;
    const push = pushOf(reply.pushConfig as Push, known.pushConfig as Push);
    return { ...rest, ...(push && { pushConfig: push }), expirationPolicy: { ttl } };
  },
  normalise: (inputs) => ({ ...inputs, topic: fullTopic(inputs) }),
  same: (path, old, next) =>
    path === "topic"
      ? lastSegment(String(old)) === String(next)
      : /(^expirationPolicy\.ttl|Backoff)$/.test(path) && sameDuration(old, next),
});

const topicMember = policyMember(schema, "gcp:pubsub/topicIAMMember:TopicIAMMember", {
  host,
  resource: "/v1/projects/{project}/topics/{topic!}",
});

export const pubsub: ResourceType[] = [topic, subscription, topicMember];
