import {
  factBlocks,
  headerBlock,
  type SlackBlock,
  type SlackMessage,
  slackEscaped,
  slackLimits,
  slackPlain,
  textBlock,
} from "../notices/slack-text.ts";
import { addDays } from "../spec/check/environments.ts";
import { type Command, help, type Misunderstood, nearMiss } from "./command.ts";
import { type Confirmation, confirmationFor, objectionTo } from "./confirmation.ts";
import type { EnvironmentFacts, SlackFacts } from "./facts.ts";

/** What is to be done, by the workflow that people start by hand too. */
export type Work =
  | { readonly verb: "extend"; readonly name: string; readonly until: string }
  | { readonly verb: "destroy"; readonly name: string; readonly plan: string };

/** What somebody is told, and what is done before that. Where it fails, they are told that in place of it. */
export interface Answer {
  readonly message: SlackMessage;
  readonly work?: Work;
}

/** Who asks, and when. */
export interface Asking {
  /** The ID of the member of Slack. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What confirmations are made with. */
  readonly key: string;
}

/** The name under which Slack tells of the button. */
export const destroyAction = "destroy";

const message = (title: string, blocks: readonly SlackBlock[] = []): SlackMessage => ({
  text: slackEscaped(title),
  blocks: [textBlock(title), ...blocks],
});

/** An answer that only says something. */
export const saying = (text: string): Answer => ({ message: message(text) });

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The answer to a command. */
export function answerTo(command: Command | Misunderstood, facts: SlackFacts, asking: Asking): Answer {
  if ("misunderstood" in command) return saying(command.misunderstood);
  if (command.verb === "help") return saying(help);
  if (command.verb === "list") return { message: listMessage(facts, asking.now) };
  const found = facts.environments.find(({ name }) => name === command.name);
  if (!found) return saying(unknown(command.name, facts));
  switch (command.verb) {
    case "show":
      return { message: showMessage(found, asking.now) };
    case "extend":
      return extension(found, command.until, asking.now);
    case "destroy":
      return { message: question(found, asking) };
  }
}

function unknown(name: string, { environments }: SlackFacts): string {
  const names = environments.map((each) => each.name);
  const near = nearMiss(name, names);
  return `There is no environment ${name}. ${near ? `Did you mean ${near}?` : "Say /sgdist env list for those there are."}`;
}

/** Until when an environment is, in a few words. */
function ending({ expires }: EnvironmentFacts, now: number): string {
  if (expires === undefined) return "has no last day";
  return expires < dayOf(now) ? `ended on ${expires}` : `until ${expires}`;
}

/** Lines as sections, each as full as it may be; how many are left out is said. */
function linesOf(lines: readonly string[]): SlackBlock[] {
  const sections: string[] = [];
  for (const [index, line] of lines.entries()) {
    const last = sections.at(-1);
    if (last !== undefined && slackEscaped(`${last}\n${line}`, 1e6).length <= slackLimits.section) {
      sections[sections.length - 1] = `${last}\n${line}`;
    } else if (sections.length < slackLimits.blocks - 3) sections.push(line);
    else return [...sections.map(textBlock), textBlock(`… and ${lines.length - index} more.`)];
  }
  return sections.map(textBlock);
}

function listMessage({ environments }: SlackFacts, now: number): SlackMessage {
  if (environments.length === 0) return message("There are no environments.");
  const lines = environments.map(
    (each) => `${each.name}: ${each.kind} of ${each.owner}, ${each.deployment}, ${ending(each, now)}`,
  );
  return message(
    `${environments.length === 1 ? "1 environment" : `${environments.length} environments`}`,
    linesOf(lines),
  );
}

function showMessage(found: EnvironmentFacts, now: number): SlackMessage {
  const { name, purpose, project, kind, deletion, owner, deployment, budget, url } = found;
  const facts = [
    { name: "Project", value: project },
    { name: "Kind", value: `${kind} (${deletion})` },
    { name: "Owner", value: owner },
    { name: "Deployment", value: deployment },
    { name: "Budget", value: `${budget} a month` },
    { name: "Last day", value: ending(found, now) },
    ...(url ? [{ name: "Address", value: url, url }] : []),
  ];
  return {
    text: slackEscaped(`${name}: ${purpose}`),
    blocks: [headerBlock(name), textBlock(purpose), ...factBlocks(facts)],
  };
}

function extension({ name, expires, latest }: EnvironmentFacts, asked: string, now: number): Answer {
  if (expires === undefined || latest === undefined) return saying(`${name} has no last day that could be put off.`);
  const today = dayOf(now);
  const days = /^(\d+)d$/.exec(asked)?.[1];
  const until = days ? addDays(expires < today ? today : expires, Number(days)) : asked;
  if (until < today) return saying(`${until} is past. Name a day from ${today} to ${latest}.`);
  if (until > latest)
    return saying(`${name} can't live until ${until}: ${latest} is the latest day that its kind allows.`);
  if (until === expires) return saying(`${name} lives until ${until} already.`);
  // By the day and not by the number of days: done twice, it comes to the same.
  return {
    message: message(
      `${name} is to live until ${until} instead of ${expires}: a commit is made for that, and then deployed.`,
    ),
    work: { verb: "extend", name, until },
  };
}

/** Why an environment can't be destroyed from here; undefined of one that can. */
function refusal({ name, tier, deletion }: EnvironmentFacts): string | undefined {
  if (tier === "production") return `${name} is production. It is never destroyed from here.`;
  if (deletion === "disposable") return undefined;
  return `${name} is ${deletion}, so it must be retired first, by a change that others look at: sgdist env retire ${name}.`;
}

/** What would go, and a button that says so. */
function question(found: EnvironmentFacts, { by, now, key }: Asking): SlackMessage {
  const refused = refusal(found);
  if (refused) return message(refused);
  const { name, project, owner, budget, goes } = found;
  const facts = [
    { name: "Project", value: project },
    { name: "Owner", value: owner },
    { name: "Budget", value: `${budget} a month` },
    { name: "Last day", value: ending(found, now) },
    { name: "Deletion class", value: `${found.deletion}, which allows it` },
  ];
  return {
    text: slackEscaped(`Destroy ${name}?`),
    blocks: [
      headerBlock(`Destroy ${name}?`),
      textBlock(`This goes, and nothing brings it back:\n${goes.map((each) => `• ${each}`).join("\n")}`),
      ...factBlocks(facts),
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: destroyAction,
            style: "danger",
            text: slackPlain(`Destroy ${name}`, 75),
            value: confirmationFor(key, found, by, now),
          },
        ],
      },
      {
        type: "context",
        elements: [slackPlain("Only you can press it, within 10 minutes, as long as it stays as it is.")],
      },
    ],
  };
}

/** The answer to a pressed button. */
export function answerToPress(confirmation: Confirmation, facts: SlackFacts, { by, now, key }: Asking): Answer {
  const found = facts.environments.find(({ name }) => name === confirmation.name);
  const objection = objectionTo(confirmation, { key, by, now, facts: found });
  if (objection) return saying(objection);
  const refused = refusal(found!);
  if (refused) return saying(refused);
  const { name, project, digest } = found!;
  return {
    message: message(
      `${name} is destroyed with its project ${project}: a commit removes its file, and the deployment of that the rest.`,
    ),
    work: { verb: "destroy", name, plan: digest },
  };
}
