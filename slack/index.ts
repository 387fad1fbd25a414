import { http } from "@google-cloud/functions-framework";
import { openStateStore } from "../engine/state-store.ts";
import { appTokens } from "../github/app-token.ts";
import { openRepository } from "../github/open.ts";
import { googleClient } from "../google/client.ts";
import { configVariable, parseConfig, type SlackConfig } from "./config.ts";
import { factsSchema } from "./facts.ts";
import { type LogLine, slackHandler, type Tools } from "./handler.ts";

/** A line of structured log, as Cloud Logging reads it from the output of a function. */
const log = (line: LogLine): void => console.log(JSON.stringify(line));

/** A secret that is mounted as a variable of the environment. */
function secret(name: string): string {
  const value = process.env[name]?.trim();
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/** The repository, as the app of GitHub whose key is mounted; in its name a workflow may be started for somebody else. */
function repositoryOf({ repository, app }: SlackConfig): Tools["repository"] {
  const { GITHUB_API_URL: url } = process.env;
  const scope = { repository: repository.split("/")[1]!, permissions: { actions: "write", metadata: "read" } } as const;
  const token = appTokens({ ...app, privateKey: secret("GITHUB_APP_KEY"), ...(url && { url }) }, scope, Date.now);
  const open = async () => openRepository(repository, { ...process.env, GITHUB_TOKEN: await token() });
  return {
    mayWrite: async (login) => (await open()).mayWrite(login),
    dispatch: async (...started) => (await open()).dispatch(...started),
  };
}

function toolsOf(): Tools {
  const config = parseConfig(process.env[configVariable]);
  const store = openStateStore(`gs://${config.facts.bucket}`, googleClient(process.env, 1));
  const { SLACK_RESPONSE_ORIGIN: responseOrigin } = process.env;
  return {
    config,
    signingSecret: secret("SLACK_SIGNING_SECRET"),
    repository: repositoryOf(config),
    // Read each time: what somebody confirms has to be what is there.
    facts: async () => {
      const text = await store.read(config.facts.object);
      if (text === undefined) throw new Error(`gs://${config.facts.bucket}/${config.facts.object} is not there.`);
      return factsSchema.parse(JSON.parse(text));
    },
    now: Date.now,
    log,
    ...(responseOrigin && { responseOrigin }),
  };
}

/** Made with the first request, so that a wrong configuration is told in its answer. */
let handle: ReturnType<typeof slackHandler> | undefined;

// What Slack sends: commands, and buttons that were pressed.
http("sgdist", async (request, response) => {
  try {
    handle ??= slackHandler(toolsOf());
    const { method, headers, rawBody = Buffer.alloc(0) } = request;
    const { status, body, after } = await handle({ method, headers, body: rawBody });
    if (body) response.status(status).json(body);
    else response.status(status).end();
    await after;
  } catch (error) {
    log({ severity: "ERROR", message: `A request failed: ${(error as Error).message}` });
    if (!response.headersSent) response.status(500).end();
  }
});
