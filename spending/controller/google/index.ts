import { Storage } from "@google-cloud/storage";
import { GoogleAuth } from "google-auth-library";
import { endpoint, GoogleError, googleClient } from "../../../google/client.ts";
import { bucketStore } from "../../limits/store.ts";
import type { ControllerConfig } from "../config.ts";
import type { LogEntry, World } from "../world.ts";
import { clustersOf, containerClient } from "./clusters.ts";
import { computeClients } from "./compute.ts";
import { exportedCostOf } from "./exported-cost.ts";
import { lazily } from "./lazily.ts";
import { machinesOf } from "./machines.ts";
import { moneyOf } from "./money.ts";
import { addressOptions, authentication } from "./options.ts";
import { asking, Refusal } from "./refusal.ts";
import { runningOf } from "./running.ts";

/** The limits bucket through Google's own client. */
export const limitsStore = (bucket: string, project: string, environment: NodeJS.ProcessEnv) =>
  bucketStore(
    new Storage({ projectId: project, ...addressOptions("storage.googleapis.com", environment, true) }).bucket(bucket),
  );

/**
 * The time by Google's clock: the header Date of an answer of Cloud Storage, whether or not there is such an object. What the controller decides never depends on
 * the clock of the machine that it happens to be on.
 */
export function googleTime(bucket: string, environment: NodeJS.ProcessEnv): () => Promise<number> {
  const authenticated = lazily(async () => {
    const { authClient } = authentication(environment) as { authClient?: Awaited<ReturnType<GoogleAuth["getClient"]>> };
    return authClient ?? new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" }).getClient();
  });
  const url = `${endpoint("storage.googleapis.com", environment)}/storage/v1/b/${bucket}/o/time?fields=name`;
  return () =>
    asking("the time", async () => {
      const client = await authenticated();
      const { headers } = await client.request({ url, validateStatus: () => true });
      const time = Date.parse(headers.get("date") ?? "");
      if (Number.isNaN(time)) throw new Refusal("the time", 503, "an answer without a date", undefined);
      return time;
    });
}

/** Asks Resource Manager for a project. Google answers 403 for one that isn't there, as for one of somebody else. */
function projectsOf(environment: NodeJS.ProcessEnv): World["project"] {
  const client = googleClient(environment);
  return async (idOrNumber) => {
    try {
      const found = await client.request<{ projectId: string; state: string }>(
        "cloudresourcemanager.googleapis.com",
        `/v3/projects/${encodeURIComponent(idOrNumber)}`,
      );
      return { id: found.projectId, active: found.state === "ACTIVE" };
    } catch (error) {
      if (error instanceof GoogleError && [403, 404].includes(error.code)) return undefined;
      const status = error instanceof GoogleError ? error.code : 0;
      throw new Refusal(`the project ${idOrNumber}`, status, (error as Error).message, error);
    }
  };
}

function noticesTo(config: ControllerConfig, topic: string, environment: NodeJS.ProcessEnv): World["tell"] {
  const client = lazily(async () => {
    const { PubSub } = await import("@google-cloud/pubsub");
    return new PubSub({
      projectId: config.spendingProject,
      ...addressOptions("pubsub.googleapis.com", environment, false),
    });
  });
  return async (notice) => {
    const pubsub = await client();
    const { id, kind, environment: name, project, owner, period, step, dryRun } = notice;
    const attributes = {
      id,
      kind,
      environment: name,
      project,
      owner,
      period,
      dryRun: String(dryRun),
      ...(step && { step }),
    };
    await asking("telling people", () =>
      pubsub.topic(topic).publishMessage({ data: Buffer.from(JSON.stringify(notice)), attributes }),
    );
  };
}

/** A line of structured log, as Cloud Logging reads it from the output of a function. */
export const logLine = (entry: LogEntry): void => console.log(JSON.stringify(entry));

/** Everything that the controller asks and does, through Google's own clients. */
export function googleWorld(config: ControllerConfig, topic: string, environment: NodeJS.ProcessEnv): World {
  const compute = computeClients(environment);
  const container = containerClient(environment);
  return {
    store: limitsStore(config.limitsBucket, config.spendingProject, environment),
    now: googleTime(config.limitsBucket, environment),
    project: projectsOf(environment),
    exportedCost: exportedCostOf(config.billingExport),
    ...moneyOf(config.billingAccount, environment),
    ...machinesOf(compute),
    ...clustersOf(container, compute),
    running: runningOf(compute, container),
    tell: noticesTo(config, topic, environment),
    log: logLine,
  };
}
