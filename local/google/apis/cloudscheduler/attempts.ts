import type { Cloud } from "../../core/cloud.ts";
import { seconds } from "../../core/duration.ts";
import { identityToken } from "../../core/identity-tokens.ts";
import { publish } from "../pubsub/messages.ts";
import { attemptTask, host, type Job, scheduled } from "./jobs.ts";

interface Attempt {
  job: string;
  scheduled: number;
  attempt: number;
}

/** The canonical code that an HTTP status stands for, as a job's status has it. */
const codes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 10,
  429: 8,
  500: 13,
  503: 14,
  504: 4,
};

/**
 * Attempts jobs when their time has come. A job whose time was passed over, by a jump of the clock or because the cloud
 * didn't run, is attempted once; one that fails is attempted again as its settings say.
 */
export function keepJobs(cloud: Cloud): void {
  const { alarms, clock, store, work } = cloud;
  const stored = (name: string) => `//${host}/${name}`;

  async function attempt({ job: name, scheduled: at, attempt: count }: Attempt): Promise<void> {
    const job = store.get<Job>(stored(name));
    // Gone or paused since; somebody who asked for it gets it all the same.
    if (!job || (job.state === "PAUSED" && at !== 0)) return;
    const begun = clock.now();
    if (count === 0) store.transaction(() => store.put(stored(name), scheduled(cloud, job, begun)));
    const status = await send(cloud, job, at || begun);
    if (work.stopped || !store.isOpen) return;
    store.transaction(() => {
      const current = store.get<Job>(stored(name));
      if (!current) return;
      const code = status >= 200 && status < 300 ? undefined : (codes[status] ?? (status >= 500 ? 13 : 2));
      store.put(stored(name), {
        ...current,
        lastAttemptTime: clock.timestamp(6, begun),
        status: code === undefined ? {} : { code },
      });
      if (code !== undefined && count < (current.retryConfig.retryCount ?? 0)) {
        const { minBackoffDuration, maxBackoffDuration, maxDoublings } = current.retryConfig;
        const wait = seconds(minBackoffDuration) * 2 ** Math.min(count, maxDoublings);
        const next = clock.now() + Math.min(wait, seconds(maxBackoffDuration)) * 1000;
        alarms.set(`${host}/retries/${name}`, next, attemptTask(job, at, count + 1));
      }
    });
  }

  work.employ(host, attempt);
}

/** Sends what a job sends; returns the HTTP status, 503 when nobody answered. */
async function send(
  cloud: Cloud,
  { name, httpTarget, pubsubTarget, attemptDeadline }: Job,
  at: number,
): Promise<number> {
  if (pubsubTarget) {
    const { topicName, data, attributes } = pubsubTarget;
    if (!cloud.store.get(`//pubsub.googleapis.com/${topicName}`)) return 404;
    const message = { ...(data && { data }), ...(attributes && { attributes }) };
    cloud.store.transaction(() => publish(cloud, topicName, [message]));
    return 200;
  }
  const { uri, httpMethod, headers, body, oidcToken } = httpTarget!;
  const request = new Request(uri, {
    method: httpMethod,
    headers: {
      ...headers,
      "x-cloudscheduler": "true",
      "x-cloudscheduler-jobname": name.split("/").at(-1)!,
      "x-cloudscheduler-scheduletime": cloud.clock.timestamp(6, at),
      ...(oidcToken && {
        authorization: `Bearer ${identityToken(cloud, oidcToken.serviceAccountEmail, oidcToken.audience)}`,
      }),
    },
    ...(body && !["GET", "HEAD"].includes(httpMethod) && { body: new Uint8Array(Buffer.from(body, "base64")) }),
    signal: AbortSignal.timeout(seconds(attemptDeadline) * 1000),
  });
  try {
    const response = await cloud.web.fetch(request);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 503;
  }
}
