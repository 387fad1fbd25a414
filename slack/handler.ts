import type { IncomingHttpHeaders } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Repository } from "../github/repository.ts";
import type { SlackMessage } from "../notices/slack-text.ts";
import { type Answer, answerTo, answerToPress, destroyAction, saying, type Work } from "./answer.ts";
import { parseCommand } from "./command.ts";
import type { SlackConfig } from "./config.ts";
import { parseConfirmation, patience } from "./confirmation.ts";
import type { SlackFacts } from "./facts.ts";
import { type Payload, parsePayload } from "./payload.ts";
import { Remembered } from "./remembered.ts";
import { respond } from "./respond.ts";
import { refusalOf } from "./verify.ts";

/** A line of the log. */
export interface LogLine {
  severity: "INFO" | "WARNING" | "ERROR";
  message: string;
  [more: string]: unknown;
}

/** What the handler works with. */
export interface Tools {
  readonly config: SlackConfig;
  /** The secret that Slack signs with, as it is now. */
  signingSecret(): Promise<string>;
  readonly repository: Pick<Repository, "dispatch" | "mayWrite">;
  /** What environments there are. */
  facts(): Promise<SlackFacts>;
  /** Milliseconds since the epoch. */
  now(): number;
  log(line: LogLine): void;
  /** Where answers may be sent, as an origin. Default: Slack. */
  responseOrigin?: string;
  /** How long the answer to a request is waited for, in milliseconds, before Slack is told to wait. Default: 2000. */
  readonly soon?: number;
}

/** A request as it came. */
export interface SlackRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent, not as anybody parsed it. */
  readonly body: Uint8Array;
}

/** The answer to a request, and what goes on after it. */
export interface SlackResponse {
  readonly status: number;
  readonly body: object | undefined;
  /** Ends when all is done; never fails. */
  readonly after: Promise<void>;
}

/** Longer bodies are none of Slack's, in bytes. */
export const longest = 65_536;

/** How many signatures and confirmations are remembered: far more than people send in ten minutes. */
const room = 10_000;

const nothing: SlackFacts = { version: 1, environments: [] };
const done = Promise.resolve();
const plain = (status: number): SlackResponse => ({ status, body: undefined, after: done });
const ephemeral = (message: SlackMessage): object => ({ response_type: "ephemeral", ...message });

/** Answers to Slack. Makes one for each process: it remembers what it has seen. */
export function slackHandler(tools: Tools): (request: SlackRequest) => Promise<SlackResponse> {
  const seen = new Remembered(room);
  const answered = new Remembered(room);
  return async (request) => {
    const { config, log } = tools;
    if (request.method !== "POST") return plain(405);
    if (request.body.length > longest) return plain(413);
    const signingSecret = await tools.signingSecret();
    const refused = refusalOf(request, { signingSecret, now: tools.now(), seen });
    if (refused) {
      log({ severity: "WARNING", message: `A request was refused: ${refused}` });
      return plain(401);
    }
    const payload = parsePayload(request.body);
    if (!payload) return plain(400);
    const { team, user } = payload;
    if (team !== config.team) {
      log({ severity: "WARNING", message: "A request of a foreign workspace was refused", team });
      return plain(403);
    }
    const login = Object.hasOwn(config.people, user) ? config.people[user] : undefined;
    const work =
      login === undefined ? Promise.resolve(stranger(tools, user)) : answerFor(tools, payload, login, answered);
    return payload.kind === "command" ? command(tools, payload, work) : press(tools, payload, work);
  };
}

function stranger({ log }: Tools, user: string): SlackMessage {
  log({ severity: "WARNING", message: "Somebody who isn't known was refused", user });
  return saying(
    `You (${user}) are not known here. Have your login of GitHub written down for that ID in organization.yaml, under ` +
      "notifications.slack.people.",
  ).message;
}

/** The answer, or that there is none yet. */
async function within(work: Promise<SlackMessage>, soon = 2_000): Promise<SlackMessage | undefined> {
  const waiting = new AbortController();
  const over = setTimeout(soon, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    waiting.abort();
  }
}

/** Sends an answer after the request; that it can't be sent is for the log. */
async function later(tools: Tools, { responseUrl }: Payload, work: Promise<SlackMessage>, replace: boolean) {
  try {
    await respond(responseUrl, await work, replace, tools.responseOrigin);
  } catch (error) {
    tools.log({ severity: "ERROR", message: `An answer could not be sent: ${(error as Error).message}` });
  }
}

/** A command is answered in the answer to its request, unless that takes too long: Slack waits for 3 seconds. */
async function command(tools: Tools, payload: Payload, work: Promise<SlackMessage>): Promise<SlackResponse> {
  const message = await within(work, tools.soon);
  if (message) return { status: 200, body: ephemeral(message), after: done };
  const wait = saying("One moment. If nothing follows within a minute, ask again.").message;
  return { status: 200, body: ephemeral(wait), after: later(tools, payload, work, false) };
}

/** What is in the answer to a press Slack doesn't show, so it is always sent; the button goes with that. */
async function press(tools: Tools, payload: Payload, work: Promise<SlackMessage>): Promise<SlackResponse> {
  const sent = later(tools, payload, work, true);
  await within(
    sent.then(() => saying("").message),
    tools.soon,
  );
  return { status: 200, body: undefined, after: sent };
}

/** Answers somebody who is known, and does what was asked. What fails is said. */
async function answerFor(tools: Tools, payload: Payload, login: string, answered: Remembered): Promise<SlackMessage> {
  const { user: by } = payload;
  try {
    const asking = { by, now: tools.now(), key: await tools.signingSecret() };
    if (payload.kind === "command") {
      const asked = parseCommand(payload.text);
      // What is said to everything else needs nothing.
      const isPlain = "misunderstood" in asked || asked.verb === "help";
      const answer = answerTo(asked, isPlain ? nothing : await tools.facts(), asking);
      return await carryOut(tools, answer, by, login);
    }
    const confirmation = payload.action === destroyAction ? parseConfirmation(payload.value) : undefined;
    if (!confirmation) return saying("That button is not known any more. Ask again.").message;
    const answer = answerToPress(confirmation, await tools.facts(), asking);
    if (!answer.work) return answer.message;
    // Two presses are two requests.
    if (!answered.add(confirmation.digest, asking.now + 2 * patience, asking.now)) {
      return saying(`${confirmation.name} is on its way already.`).message;
    }
    return await carryOut(tools, answer, by, login, () => answered.forget(confirmation.digest));
  } catch (error) {
    tools.log({ severity: "ERROR", message: `A request failed: ${(error as Error).message}`, user: by, login });
    return saying("That failed; the log of the service says why. To ask again does no harm.").message;
  }
}

/** Has the workflow do what was asked, in the name of who asked: only who may write in the repository has it done. */
async function carryOut(
  { repository, config, log }: Tools,
  { message, work }: Answer,
  user: string,
  login: string,
  failed: () => void = () => undefined,
): Promise<SlackMessage> {
  if (!work) return message;
  try {
    if (!(await repository.mayWrite(login))) {
      failed();
      log({ severity: "WARNING", message: "Somebody without rights was refused", user, login, ...work });
      return saying(`${login} may not write in ${config.repository}, and so can't have this done.`).message;
    }
    await repository.dispatch("environment.yml", config.branch, inputsOf(work, login));
  } catch (error) {
    failed();
    throw error;
  }
  log({
    severity: "INFO",
    message: `${login} had ${work.name} ${work.verb === "extend" ? "extended" : "destroyed"}`,
    user,
    login,
    ...work,
  });
  return message;
}

/** The inputs of the workflow: .github/workflows/environment.yml. */
function inputsOf(work: Work, by: string): Record<string, string> {
  const { verb, name } = work;
  return work.verb === "extend" ? { verb, name, until: work.until, by } : { verb, name, plan: work.plan, by };
}
