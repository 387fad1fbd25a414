import { stagesOf } from "../../migration/plan.ts";
import type { Outcome } from "../../migration/run.ts";
import type { MigrationPlan, Moved } from "../../migration/types.ts";
import { printable } from "../../spec/problem.ts";
import { marks, paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

const colours = {
  copy: "green",
  "make anew": "green",
  "deploy anew": "yellow",
  leave: "dim",
  "not known": "red",
} as const;

const row = ({ label, name, way, downtime, actions }: Moved): string[] => {
  const commands = actions.filter((action) => "run" in action).length;
  return [
    printable(`${label} ${name}`),
    paint(colours[way], way),
    downtime,
    String(commands),
    String(actions.length - commands),
  ];
};

/** The plan of a migration: what is done when, and how long something is down. `out`: where the checklist was written. */
export function migrationText({ source, target, moved }: MigrationPlan, out?: string): string {
  const title = paint("bold", `${printable(source)} → ${target}`);
  if (moved.length === 0) return `${title}\nThere is nothing in it that would have to move.`;
  const heads = ["WHAT", "HOW", "DOWNTIME", "COMMANDS", "BY HAND"];
  const parts = stagesOf(moved).flatMap(({ stage, own }, index) => [
    "",
    paint("bold", `${index + 1}. ${stage}`),
    table(heads, own.map(row), [3, 4]),
  ]);
  const strange = moved.filter(({ way }) => way === "not known");
  const warning =
    strange.length > 0
      ? ["", wrap(`${marks.failed} ${strange.length} of a type that isn't known here: somebody has to look at each.`)]
      : [];
  const end =
    out === undefined
      ? "Nothing was changed. With --out FILE, all commands, checks and ways back are written down."
      : `${marks.done} The checklist is in ${out}. Nothing was changed.`;
  return [title, ...parts, ...warning, "", end].join("\n");
}

const words = { copied: "copied", done: "was there", left: "left, all or in part", failed: "failed" } as const;
const signs = { copied: "done", done: "done", left: "waiting", failed: "failed" } as const;

/** What was copied, and what is left to people. `open`: how many other things are in the plan. */
export function outcomesText(outcomes: readonly Outcome[], open: number): string {
  const lines = outcomes.flatMap(({ label, name, outcome, notes }) => [
    `${marks[signs[outcome]]} ${printable(`${label} ${name}`)}: ${words[outcome]}`,
    ...notes.map((note) => wrap(printable(note), "    ")),
  ]);
  const rest = `${open} other things are for people: --out FILE writes down how.`;
  return [...lines, "", wrap(open > 0 ? rest : "That is all that would have to move.")].join("\n");
}
