import type { Organization } from "../spec/schema/organization.ts";
import type { Channel } from "./channel.ts";
import { isLocal, mailChannel } from "./mail.ts";
import type { Secrets } from "./secrets.ts";
import { slackChannel } from "./slack.ts";

/** The channels that can be used, and why others that are configured can't. */
export interface Channels {
  channels: Channel[];
  missing: string[];
}

/** Whether a token may be sent there: nobody on the way can read it. */
const isPrivate = (url: string): boolean => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === "https:" || (parsed?.protocol === "http:" && isLocal(parsed.hostname));
};

/** Whether a mail server can be found by an address, with a user and a password that can be read. */
function isMailServer(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return (protocol === "smtp:" || protocol === "smtps:") && hostname !== "";
}

const because = (reason: string | undefined): string => (reason ? `, and ${reason}` : "");

/**
 * The channels that organization.yaml names. What is secret of them was found before: SGDIST_SLACK_TOKEN, a bot's token
 * with the scope chat:write, and SGDIST_SMTP_URL, such as smtps://USER:PASSWORD@HOST. SGDIST_SLACK_URL: where Slack's API
 * is, if not at Slack.
 */
export function channelsOf(organization: Organization, { environment, missing: reasons }: Secrets): Channels {
  const { slack, mail } = organization.notifications ?? {};
  const { SGDIST_SLACK_TOKEN: token, SGDIST_SLACK_URL: url, SGDIST_SMTP_URL: smtp } = environment;
  const channels: Channel[] = [];
  const missing: string[] = [];
  if (slack) {
    if (!token) missing.push(`Slack: SGDIST_SLACK_TOKEN is not set${because(reasons.slack)}`);
    else if (url && !isPrivate(url)) missing.push("Slack: SGDIST_SLACK_URL is no address that begins with https://");
    else channels.push(slackChannel(organization, { token, ...(url && { url: url.replace(/\/?$/, "/") }) }));
  }
  if (mail) {
    if (!smtp) missing.push(`mail: SGDIST_SMTP_URL is not set${because(reasons.mail)}`);
    // What it is isn't shown: there may be a password in it.
    else if (!isMailServer(smtp)) {
      missing.push("mail: SGDIST_SMTP_URL is no address that begins with smtp:// or smtps://");
    } else channels.push(mailChannel(organization, smtp));
  }
  return { channels, missing };
}
