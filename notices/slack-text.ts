import type { Fact, Notice, NoticeKind } from "./notice.ts";
import { cutTo, plainLine, plainLines } from "./plain.ts";

/** A text in a block of Slack. */
export type SlackText =
  | { type: "plain_text"; text: string; emoji: false }
  | { type: "mrkdwn"; text: string; verbatim: true };

/** The blocks of Slack that are in use. */
export type SlackBlock =
  | { type: "header"; text: SlackText & { type: "plain_text" } }
  | { type: "section"; text: SlackText }
  | { type: "section"; fields: SlackText[] }
  | { type: "context"; elements: SlackText[] }
  | { type: "actions"; elements: SlackButton[] };

/** A button, and what is sent back when it is pressed. */
export interface SlackButton {
  type: "button";
  action_id: string;
  text: SlackText & { type: "plain_text" };
  style?: "primary" | "danger";
  value: string;
}

/** A message: blocks, and what notifications show of it. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
}

/** What Slack allows, in characters: https://docs.slack.dev/reference/block-kit/blocks */
export const slackLimits = { blocks: 50, header: 150, section: 3000, field: 2000, fields: 10, text: 3000, value: 2000 };

/** An invisible character that keeps what is before it apart from what is after it. */
const joiner = "\u2060";

/** What Slack would read as its own: https://docs.slack.dev/messaging/formatting-message-text#escaping */
const entities = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Words that Slack may take up by itself, broken by a character that isn't seen. */
const broken = (text: string): string =>
  text.replaceAll(/@(?=here|channel|everyone)/gi, `@${joiner}`).replaceAll("://", `:${joiner}//`);

/** A text for Slack as it was written, cut to a length: nobody is called by it, and nothing is a link. */
export const slackEscaped = (text: string, limit: number = slackLimits.text): string =>
  cutTo(broken(plainLines(text)), limit, entities);

/** An untrusted text in a block. Plain, as that has no formatting that it could use. */
export const slackPlain = (text: string, limit: number = slackLimits.section): SlackText & { type: "plain_text" } => ({
  type: "plain_text",
  // Slack refuses an empty text.
  text: slackEscaped(text, limit) || "–",
  emoji: false,
});

/** An address that may become a link: it holds nothing that could end one. */
const isAddress = (url: string): boolean => /^https:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[\w./%-]*)?$/i.test(url);

function factText({ name, value, url }: Fact): SlackText {
  if (url && url.length < slackLimits.field / 2 && isAddress(url)) {
    return { type: "mrkdwn", text: `${slackEscaped(name)}: <${url}>`, verbatim: true };
  }
  return slackPlain(`${name}: ${value}`, slackLimits.field);
}

/** Facts side by side, as many as a section has room for in each. */
export function factBlocks(facts: readonly Fact[]): SlackBlock[] {
  const short = facts.filter(({ value }) => value.length <= 200);
  const long = facts.filter(({ value }) => value.length > 200);
  const sections: SlackBlock[] = [];
  for (let at = 0; at < short.length; at += slackLimits.fields) {
    sections.push({ type: "section", fields: short.slice(at, at + slackLimits.fields).map(factText) });
  }
  return [
    ...sections,
    ...long.map(({ name, value }): SlackBlock => ({ type: "section", text: slackPlain(`${name}: ${value}`) })),
  ];
}

/** A title over others. */
export const headerBlock = (title: string): SlackBlock => ({
  type: "header",
  text: slackPlain(plainLine(title), slackLimits.header),
});

/** A paragraph. */
export const textBlock = (text: string): SlackBlock => ({ type: "section", text: slackPlain(text) });

const marks: Record<NoticeKind, string> = {
  warned: "⏳",
  ended: "⌛",
  scaledDown: "💤",
  restored: "✅",
  destroyed: "🗑",
  failed: "❌",
  limited: "💸",
  limitLifted: "✅",
  limitWithheld: "❓",
  cameUp: "✅",
  didNotComeUp: "❌",
};

/** A notice as a message of Slack, within all its limits. */
export function slackMessage(notice: Notice): SlackMessage {
  const { id, kind, at, title, text, facts, advice } = notice;
  const footer = slackPlain(`${id} · ${at}`, slackLimits.field);
  const blocks: SlackBlock[] = [
    headerBlock(`${marks[kind]} ${title}`),
    textBlock(text),
    ...factBlocks(facts),
    ...(advice ? [textBlock(advice)] : []),
  ];
  return {
    text: slackEscaped(plainLine(`${title}. ${text}`)),
    blocks: [...blocks.slice(0, slackLimits.blocks - 1), { type: "context", elements: [footer] }],
  };
}
