import { openStateStore } from "../engine/state-store.ts";
import { appTokens } from "../github/app-token.ts";
import { openRepository } from "../github/open.ts";
import { type GoogleClient, googleClient } from "../google/client.ts";
import { latestSecret } from "../google/secret.ts";
import { configVariable, parseConfig, type SlackConfig } from "./config.ts";
import { factsSchema } from "./facts.ts";
import { type LogLine, slackHandler, type Tools } from "./handler.ts";
import { kept } from "./kept.ts";
import { slackServer } from "./server.ts";

/** A line of structured log, as Cloud Logging reads it from the output of a service. */
const log = (line: LogLine): void => console.log(JSON.stringify(line));

/** A secret as it is now: it is in no variable and no file. */
const secretOf = (google: GoogleClient, project: string, name: string): (() => Promise<string>) =>
  kept(async () => {
    const value = await latestSecret(google, project, name);
    if (value === undefined) throw new Error(`the secret ${name} of ${project} has no version`);
    return value;
  }, Date.now);

/** The repository, as the app of GitHub; in its name a workflow may be started for somebody else. */
function repositoryOf({ repository, app, secrets }: SlackConfig, google: GoogleClient): Tools["repository"] {
  const { GITHUB_API_URL: url } = process.env;
  const scope = { repository: repository.split("/")[1]!, permissions: { actions: "write", metadata: "read" } } as const;
  const key = secretOf(google, secrets.project, secrets.appKey);
  let tokens: { privateKey: string; next: () => Promise<string> } | undefined;
  const open = async () => {
    const privateKey = await key();
    if (tokens?.privateKey !== privateKey) {
      tokens = { privateKey, next: appTokens({ ...app, privateKey, ...(url && { url }) }, scope, Date.now) };
    }
    return openRepository(repository, { ...process.env, GITHUB_TOKEN: await tokens.next() });
  };
  return {
    mayWrite: async (login) => (await open()).mayWrite(login),
    dispatch: async (...started) => (await open()).dispatch(...started),
  };
}

function toolsOf(): Tools {
  const config = parseConfig(process.env[configVariable]);
  const google = googleClient(process.env, 1);
  const store = openStateStore(`gs://${config.facts.bucket}`, google);
  const { SLACK_RESPONSE_ORIGIN: responseOrigin } = process.env;
  return {
    config,
    signingSecret: secretOf(google, config.secrets.project, config.secrets.signing),
    repository: repositoryOf(config, google),
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

// A wrong configuration ends it at once, so that its deployment fails and what ran before runs on.
const server = slackServer(slackHandler(toolsOf()), log);
server.listen(Number(process.env.PORT ?? 8080));
// Google ends it so, and waits a little for what is under way.
process.once("SIGTERM", () => server.close());
