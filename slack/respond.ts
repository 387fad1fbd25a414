import { setTimeout } from "node:timers/promises";
import type { SlackMessage } from "../notices/slack-text.ts";

/** Where Slack lets answers be sent. */
const slackHost = "https://hooks.slack.com";

/** How often an answer is sent at most, and how long each may take, in milliseconds. */
const attempts = 3;
const timeout = 5_000;

/** Whether answers may be sent to an address: it came with a request, and anything could be behind it. */
export function isResponseUrl(url: string, origin: string = slackHost): boolean {
  return URL.canParse(url) && new URL(url).origin === origin && !new URL(url).username;
}

/**
 * Sends an answer after the request: to who asked alone, and in place of the message with the button if asked for.
 * @throws Error where Slack doesn't take it.
 */
export async function respond(url: string, message: SlackMessage, replace: boolean, origin?: string): Promise<void> {
  if (!isResponseUrl(url, origin)) throw new Error(`answers are sent to ${slackHost} only`);
  const body = JSON.stringify({ response_type: "ephemeral", replace_original: replace, ...message });
  for (let attempt = 1; ; attempt++) {
    const failure = await post(url, body);
    if (failure === undefined) return;
    if (!failure.passing || attempt >= attempts) throw new Error(`Slack did not take the answer: ${failure.why}`);
    await setTimeout(200 * 2 ** attempt);
  }
}

/** Sends it once. Returns what went wrong, and whether it may pass. */
async function post(url: string, body: string): Promise<{ why: string; passing: boolean } | undefined> {
  try {
    const { ok, status } = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    return ok ? undefined : { why: String(status), passing: status === 429 || status >= 500 };
  } catch (error) {
    return { why: (error as Error).message, passing: true };
  }
}
