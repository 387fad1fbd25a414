import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api";
import type { Organization } from "../spec/schema/organization.ts";
import { type Channel, timeout, Undelivered } from "./channel.ts";
import type { Notice } from "./notice.ts";
import { slackMessage } from "./slack-text.ts";

/** What is wrong, for the errors that a person can mend. */
const remedies: Record<string, string> = {
  channel_not_found: "there is no such channel that the app can see: look at the ID, and invite the app",
  not_in_channel: "the app isn't in the channel: invite it with /invite",
  is_archived: "the channel is archived: name another in organization.yaml",
  invalid_auth: "the token isn't valid: look at SGDIST_SLACK_TOKEN",
  not_authed: "the token isn't valid: look at SGDIST_SLACK_TOKEN",
  token_revoked: "the token was revoked: install the app again, and look at SGDIST_SLACK_TOKEN",
  token_expired: "the token has expired: look at SGDIST_SLACK_TOKEN",
  account_inactive: "the app was removed from the workspace: install it again",
  missing_scope: "the app lacks the scope chat:write",
};

/** Errors of Slack itself, which pass: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passingErrors: ReadonlySet<string> = new Set([
  "ratelimited",
  "rate_limited",
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
]);

/** What the client's errors come to. */
export function undelivered(error: unknown): Undelivered {
  if (error instanceof WebAPIRateLimitedError) {
    const { retryAfter } = error;
    const more = { passing: true, after: retryAfter * 1000 };
    return new Undelivered(`Slack asks to wait for ${retryAfter} s`, more, error);
  }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    return new Undelivered(`Slack answered ${statusCode}`, { passing: statusCode >= 500 }, error);
  }
  if (error instanceof WebAPIPlatformError) {
    const code = String(error.data.error);
    // The client takes a page for the name of an error.
    if (!/^\w{1,60}$/.test(code)) return new Undelivered("Slack's answer can't be read", { passing: true }, error);
    const remedy = remedies[code];
    const message = `Slack refused it: ${code}${remedy ? `, ${remedy}` : ""}`;
    return new Undelivered(message, { passing: passingErrors.has(code) }, error);
  }
  if (error instanceof WebAPIRequestError) {
    const { original } = error;
    const why = original.name === "TimeoutError" ? "no answer in time" : causeOf(original);
    return new Undelivered(`Slack can't be reached: ${why}`, { passing: true }, error);
  }
  // A limit without a time, or an answer that is no JSON.
  return new Undelivered(`Slack's answer can't be read: ${(error as Error).message}`, { passing: true }, error);
}

/** What is behind an error of fetch, which itself says no more than that it failed. */
const causeOf = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message);

/** What Slack is talked to with. */
export interface SlackAccess {
  /** A bot's token: "xoxb-…". */
  token: string;
  /** The base URL of its API, with a slash at the end. Default: Slack's own. */
  url?: string;
  /** How long an answer may take, in milliseconds. */
  timeout?: number;
}

const silent = () => undefined;

/** What the client would say on stderr is said in the errors that it throws, too. */
const quiet = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => LogLevel.ERROR,
};

/** Tells people in Slack: a team in its own channel, if it has one. */
export function slackChannel({ teams, notifications }: Organization, access: SlackAccess): Channel {
  const { channel: common } = notifications!.slack!;
  const client = new WebClient(access.token, {
    ...(access.url && { slackApiUrl: access.url }),
    timeout: access.timeout ?? timeout,
    // When to send again is decided in one place, for all channels.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
  return {
    name: "slack",
    addressOf: ({ tell }: Notice) => teams[tell]?.slack ?? common,
    async send(notice, channel) {
      const { text, blocks } = slackMessage(notice);
      try {
        await client.chat.postMessage({
          channel,
          text,
          blocks,
          mrkdwn: false,
          parse: "none",
          link_names: false,
          unfurl_links: false,
          unfurl_media: false,
        });
      } catch (error) {
        throw undelivered(error);
      }
    },
  };
}
