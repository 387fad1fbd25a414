import type { Call } from "../../core/call.ts";
import { invalid } from "../../core/errors.ts";
import { digits, uuid } from "../../core/identifiers.ts";
import type { Project } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { defaultServiceAccount } from "../compute/projects.ts";
import type { CloudFunction, EventTrigger } from "./documents.ts";
import { idOf, regionOf, serviceOf } from "./names.ts";

const published = "google.cloud.pubsub.topic.v1.messagePublished";

/** What sets a function off, completed; undefined for one that is called. `before`: as it was. */
export function eventTrigger(
  call: Call,
  name: string,
  project: Project,
  asked: Partial<EventTrigger> | undefined,
  before: EventTrigger | undefined,
): EventTrigger | undefined {
  if (!asked) return undefined;
  if (asked.eventType !== published) {
    throw invalid(`The local cloud sends no events of the type ${asked.eventType}, only ${published}.`);
  }
  const topic = asked.pubsubTopic ?? "";
  if (!call.cloud.store.get(`//pubsub.googleapis.com/${topic}`)) throw invalid(`The topic ${topic} does not exist.`);
  const place = name.split("/").slice(0, 4).join("/");
  return {
    trigger: before?.trigger ?? `${place}/triggers/${idOf(serviceOf(name))}-${digits(6)}`,
    triggerRegion: asked.triggerRegion ?? regionOf(name),
    eventType: asked.eventType,
    pubsubTopic: topic,
    serviceAccountEmail: asked.serviceAccountEmail ?? defaultServiceAccount(project),
    retryPolicy: asked.retryPolicy === "RETRY_POLICY_RETRY" ? "RETRY_POLICY_RETRY" : "RETRY_POLICY_DO_NOT_RETRY",
  };
}

/** The trigger of Eventarc and the subscription of Pub/Sub by which a function gets its messages, by their full names. */
export function companionsOf(call: Call, fn: CloudFunction): [name: string, document: Document][] {
  if (!fn.eventTrigger) return [];
  const { trigger, pubsubTopic, serviceAccountEmail, eventType } = fn.eventTrigger;
  const { uri, service } = fn.serviceConfig;
  const [, project] = fn.name.split("/");
  const region = regionOf(fn.name);
  const key = `//eventarc.googleapis.com/${trigger}`;
  const before = call.cloud.store.get<{ transport?: { pubsub: { subscription: string } } }>(key);
  const subscription =
    before?.transport?.pubsub.subscription ??
    `projects/${project}/subscriptions/eventarc-${region}-${idOf(trigger)}-sub-${digits(3)}`;
  const time = call.cloud.clock.timestamp(9);
  return [
    [
      key,
      {
        name: trigger,
        uid: uuid(),
        createTime: time,
        updateTime: time,
        eventFilters: [{ attribute: "type", value: eventType }],
        serviceAccount: serviceAccountEmail,
        destination: { cloudRun: { service: idOf(service), region } },
        transport: { pubsub: { topic: pubsubTopic, subscription } },
        labels: { "goog-managed-by": "cloudfunctions" },
      },
    ],
    [
      `//pubsub.googleapis.com/${subscription}`,
      {
        name: subscription,
        topic: pubsubTopic,
        pushConfig: {
          // Cloud Run turns the message into an event on its way to the function.
          pushEndpoint: `${uri}?__GCP_CloudEventsMode=CUSTOM_PUBSUB_${encodeURIComponent(pubsubTopic)}`,
          oidcToken: { serviceAccountEmail, audience: uri },
        },
        ackDeadlineSeconds: 600,
        messageRetentionDuration: "86400s",
        expirationPolicy: {},
        retryPolicy: { minimumBackoff: "10s", maximumBackoff: "600s" },
        labels: { "goog-eventarc": "" },
        state: "ACTIVE",
      },
    ],
  ];
}
