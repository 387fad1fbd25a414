import { type Call, param, projectOf } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { type Collection, merge, withoutDefaults } from "../../core/collection.ts";
import { conflict, denied, invalid, notFound } from "../../core/errors.ts";
import { regions } from "../../core/locations.ts";
import type { Document } from "../../core/store.ts";
import { nextTime, parseCron } from "./cron.ts";

export const host = "cloudscheduler.googleapis.com";

/** A job as it is kept and shown. */
export interface Job extends Document {
  name: string;
  schedule: string;
  timeZone: string;
  state: "ENABLED" | "PAUSED";
  /** When it comes next. */
  scheduleTime?: string;
  attemptDeadline: string;
  retryConfig: {
    retryCount?: number;
    maxRetryDuration: string;
    minBackoffDuration: string;
    maxBackoffDuration: string;
    maxDoublings: number;
  };
  httpTarget?: {
    uri: string;
    httpMethod: string;
    headers: Record<string, string>;
    body?: string;
    oidcToken?: { serviceAccountEmail: string; audience: string };
  };
  pubsubTarget?: { topicName: string; data?: string; attributes?: Record<string, string> };
}

/** The alarm of a job's next time. */
const alarmOf = ({ name }: Pick<Job, "name">): string => `${host}/${name}`;

/** The task of an attempt. `scheduled`: the time that it is for, in milliseconds since the epoch, by the cloud's clock. */
export const attemptTask = ({ name }: Pick<Job, "name">, scheduled: number, attempt = 0) => ({
  kind: host,
  lane: `${host}/${name}`,
  data: { job: name, scheduled, attempt },
});

/** Sets the alarm for a job's next time after another, and returns the job with it. */
export function scheduled({ alarms, clock }: Cloud, job: Job, after: number): Job {
  const { scheduleTime: _, ...rest } = job;
  const next = job.state === "ENABLED" ? nextTime(parseCron(job.schedule), after, job.timeZone) : undefined;
  if (next === undefined) {
    alarms.clear(alarmOf(job));
    return rest as Job;
  }
  alarms.set(alarmOf(job), next, attemptTask(job, next));
  return { ...rest, scheduleTime: clock.timestamp(6, next) } as Job;
}

function httpTarget(asked: Document | undefined): Job["httpTarget"] {
  if (!asked) return undefined;
  const {
    uri = "",
    httpMethod = "POST",
    headers = {},
    body,
    oidcToken,
  } = asked as unknown as Job["httpTarget"] & object;
  if (!/^https?:\/\/[^/]+/.test(uri)) throw invalid("HttpTarget.uri must be a valid HTTP or HTTPS URL.");
  if (asked.oauthToken) throw invalid("The local cloud calls with OIDC tokens only.");
  const token = oidcToken && { ...oidcToken, audience: oidcToken.audience ?? uri };
  return {
    uri,
    httpMethod,
    headers: { "User-Agent": "Google-Cloud-Scheduler", ...headers },
    ...(body && { body }),
    ...(token && { oidcToken: token }),
  };
}

function pubsubTarget(call: Call, asked: Document | undefined): Job["pubsubTarget"] {
  if (!asked) return undefined;
  const { topicName } = asked as unknown as NonNullable<Job["pubsubTarget"]>;
  if (!call.cloud.store.get(`//pubsub.googleapis.com/${topicName}`)) throw notFound(`Topic not found: ${topicName}`);
  return asked as unknown as Job["pubsubTarget"];
}

/** A job of what was asked for. */
function checked(call: Call, name: string, asked: Document, state: Job["state"]): Job {
  const timeZone = String(asked.timeZone || "UTC");
  const schedule = String(asked.schedule ?? "");
  try {
    nextTime(parseCron(schedule), call.cloud.clock.now(), timeZone);
  } catch (error) {
    throw invalid(`Schedule or time zone is invalid: ${(error as Error).message}.`);
  }
  if (asked.appEngineHttpTarget) throw invalid("The local cloud has no App Engine.");
  const target = { httpTarget: httpTarget(asked.httpTarget as Document) };
  const topic = { pubsubTarget: pubsubTarget(call, asked.pubsubTarget as Document) };
  if (Number(target.httpTarget !== undefined) + Number(topic.pubsubTarget !== undefined) !== 1) {
    throw invalid("Exactly one target must be given.");
  }
  const seconds = Number.parseInt(String(asked.attemptDeadline ?? "180s"), 10);
  if (target.httpTarget && !(seconds >= 15 && seconds <= 1800)) {
    throw invalid("The deadline of an attempt must be from 15 seconds to 30 minutes.");
  }
  const usual = {
    maxRetryDuration: "0s",
    minBackoffDuration: "5s",
    maxBackoffDuration: "3600s",
    maxDoublings: 5,
  };
  return {
    ...withoutDefaults({ name, description: asked.description, ...target, ...topic }),
    userUpdateTime: call.cloud.clock.timestamp(0),
    state,
    retryConfig: { ...usual, ...withoutDefaults((asked.retryConfig ?? {}) as Document) },
    schedule,
    timeZone,
    attemptDeadline: `${seconds}s`,
  } as Job;
}

/** Jobs by their time. */
export const jobs: Collection = {
  host,
  id: "projects.locations.jobs",
  path: "/v1/projects/{project}/locations/{location}/jobs",
  item: "job",
  name: (call, id) => {
    const location = param(call, "location");
    if (!regions.includes(location)) throw denied(`Location '${location}' is not a valid location.`);
    return `projects/${projectOf(call).projectId}/locations/${location}/jobs/${id}`;
  },
  newId: (call) => {
    const id = String(call.body.name ?? "")
      .split("/")
      .at(-1)!;
    if (/^[A-Za-z\d_-]{1,500}$/.test(id)) return id;
    throw invalid(`Invalid job name: ${call.body.name}`);
  },
  create: (call, name) => scheduled(call.cloud, checked(call, name, call.body, "ENABLED"), call.cloud.clock.now()),
  update: (call, current, mask) => {
    const { state, name } = current as Job;
    const asked = mask ? merge(current, call.body, mask) : call.body;
    return scheduled(call.cloud, checked(call, name, asked, state), call.cloud.clock.now());
  },
  remove: (call, current) => call.cloud.alarms.clear(alarmOf(current as Job)),
  missing: () => notFound("Job not found."),
  taken: (name) => conflict(`Job ${name} already exists.`),
};
