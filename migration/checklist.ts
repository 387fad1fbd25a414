import { printable } from "../spec/problem.ts";
import { stagesOf } from "./plan.ts";
import type { Action, MigrationPlan, Moved } from "./types.ts";

/** Text of somebody else's as Markdown shows it: nothing in it is markup. */
const shown = (text: string): string => printable(text).replaceAll(/[\\`*_{}[\]<>#|]/g, (sign) => `\\${sign}`);

/** A code block that no text can end. */
function block(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, printable(text), fence];
}

const actions = (all: readonly Action[]): string[] =>
  all.flatMap((action) => ("run" in action ? block(action.run) : [`- [ ] ${shown(action.do)}`]));

function section({ label, name, way, downtime, actions: own, checks, back, why }: Moved): string[] {
  return [
    `### ${label} ${shown(name)}`,
    "",
    `${way[0]!.toUpperCase()}${way.slice(1)}. Downtime: ${shown(downtime)}.${why ? ` ${shown(why)}` : ""}`,
    "",
    ...actions(own),
    "",
    "Seen to work when:",
    "",
    ...actions(checks),
    "",
    `Back: ${shown(back)}`,
    "",
  ];
}

/** The plan as a checklist in Markdown, with commands that can be copied. */
export function checklist({ source, target, moved }: MigrationPlan): string {
  const parts = stagesOf(moved).flatMap(({ stage, own }, index) => [
    `## ${index + 1}. ${stage[0]!.toUpperCase()}${stage.slice(1)}`,
    "",
    ...own.flatMap(section),
  ]);
  return [
    `# From ${shown(source)} to ${shown(target)}`,
    "",
    "Words in capitals are for you to fill in. Nothing here deletes anything: the old project stays as it is until the end.",
    "",
    ...parts,
    "## At the end",
    "",
    `- [ ] Nothing has used ${shown(source)} for a month: no account of it, no name that leads to it, no job.`,
    `- [ ] Shut it down: what was forgotten shows now. Until 30 days later it comes back by \`gcloud projects undelete ${shown(source)}\`.`,
    "",
  ].join("\n");
}
