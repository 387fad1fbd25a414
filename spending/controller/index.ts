import { randomUUID } from "node:crypto";
import { type CloudEvent, cloudEvent, http } from "@google-cloud/functions-framework";
import { limitNoticesTopic } from "../../plan/names.ts";
import type { PriceBook } from "../prices/book.ts";
import type { Acting } from "./acting.ts";
import { guardBook } from "./book.ts";
import { budgetMessage, type PubsubMessage } from "./budget-message.ts";
import { configVariable, environmentsSchema, type LimitedEnvironment, parseConfig } from "./config.ts";
import { googleWorld, logLine } from "./google/index.ts";
import { guardRound } from "./guard.ts";

/** What all calls of this process share. Made with the first one, so that a wrong configuration is told in its answer. */
let shared: Omit<Acting, "holder"> | undefined;
let book: PriceBook | undefined;

function acting(): Acting {
  if (!shared) {
    const config = parseConfig(process.env[configVariable]);
    shared = { config, world: googleWorld(config, limitNoticesTopic(config.spendingProject), process.env) };
  }
  // Each call is somebody of its own: two of one process are as much in each other's way as those of two.
  return { ...shared, holder: randomUUID() };
}

/** The environments: in the configuration, or where that says. */
async function environmentsOf({ config, world }: Acting): Promise<LimitedEnvironment[]> {
  if (typeof config.environments !== "string") return config.environments;
  const { value } = await world.store.text(config.environments);
  if (value === undefined) throw new Error(`gs://${config.limitsBucket}/${config.environments} is not there.`);
  return environmentsSchema.parse(JSON.parse(value));
}

/** Says in the log why a call failed, and lets it fail: what sent it sends it again. */
async function failing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    logLine({
      severity: "ERROR",
      message: `${what} failed: ${error instanceof Error ? error.message : String(error)}`,
    });
    throw error;
  }
}

// A message of a budget, by Pub/Sub. Answered well, it doesn't come again.
cloudEvent("budgetMessage", (event: CloudEvent<{ message?: PubsubMessage }>) =>
  failing("The message", async () => {
    const self = acting();
    await budgetMessage(self, await environmentsOf(self), event.data?.message ?? {});
  }),
);

// A round of the guard, by Cloud Scheduler. IAM has checked who calls; the body says nothing that counts.
http("guard", async (_request, response) => {
  try {
    const round = await failing("The round", async () => {
      const self = acting();
      book ??= guardBook();
      return guardRound(self, await environmentsOf(self), book);
    });
    response.json(round);
  } catch {
    response.status(500).json({ error: "The round failed; the log says why." });
  }
});
