import type { ExportState } from "../../bootstrap/billing-export.ts";
import type { Finding } from "../../bootstrap/facts.ts";
import type { Room } from "../../bootstrap/preflight/room.ts";
import type { StepStatus } from "../../bootstrap/status.ts";
import { marks, paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

const findingMarks = {
  short: () => paint("red", marks.failed),
  unknown: () => paint("yellow", "?"),
  note: () => paint("dim", marks.skipped),
} as const;

const hanging = " ".repeat(12);
const command = /^(?:gcloud|gh|sgdist|export|sudo) /;

const findingText = ({ verdict, kind, needed, found, why, mend }: Finding): string =>
  [
    `${findingMarks[verdict]()} ${paint("bold", kind)}`,
    wrap(needed, "    needed  ", hanging),
    wrap(found, "    found   ", hanging),
    wrap(why, "    why     ", hanging),
    ...mend.split("\n").map((line, index) => {
      const first = index === 0 ? "    mend    " : hanging;
      // Commands are to be copied: they stay in one line.
      return command.test(line) ? first + line : wrap(line, first, hanging);
    }),
  ].join("\n");

/** All that is short, unknown or to be known, and the verdict on it. */
export function findingsText(findings: readonly Finding[]): string {
  const count = (verdict: Finding["verdict"]) => findings.filter((each) => each.verdict === verdict).length;
  const sorted = (["short", "unknown", "note"] as const).flatMap((verdict) =>
    findings.filter((each) => each.verdict === verdict),
  );
  const end = `${count("short")} short, ${count("unknown")} that nobody could look at, ${count("note")} to know.`;
  return [...sorted.map(findingText), end].join("\n");
}

/** What is needed of what Google gives out in numbers, against what is left. */
export const roomText = (rooms: readonly Room[]): string =>
  table(
    ["", "NEEDED", "LATER", "LEFT"],
    rooms.map(({ what, needed, neededLater, left }) => [
      what,
      String(needed),
      String(neededLater),
      left === undefined ? "no API tells" : String(left),
    ]),
    [1, 2],
  );

const stepMarks = {
  done: () => paint("green", marks.done),
  open: () => paint("dim", marks.skipped),
  waiting: () => paint("yellow", marks.waiting),
  unknown: () => paint("yellow", "?"),
} as const;

/** The most that is named of what a step lacks. */
const mostMissing = 5;

/** How far each step is, and what is missing of those that were begun. */
export function stepsText(steps: readonly StepStatus[], detailed: boolean): string {
  const rows = steps.map(({ key, title, state }) => [stepMarks[state](), key, state, title]);
  const missing = steps
    .filter(({ state }) => detailed && state !== "done")
    .flatMap(({ key, missing: all }) => [
      ...all.slice(0, mostMissing).map(({ what, found }) => wrap(`${key}: ${what}: ${found}`, "  ", "    ")),
      ...(all.length > mostMissing ? [`  ${key}: and ${all.length - mostMissing} more, which --json tells`] : []),
    ]);
  return [table(["", "STEP", "STATE", "WHAT"], rows), ...missing].join("\n");
}

/** What a person has to do in the console. */
export const exportText = ({ found }: ExportState, instructions: readonly string[]): string =>
  [
    wrap(`The billing export: ${found}. Only a person can switch it on:`),
    ...instructions.map((line, index) => wrap(line, `  ${index + 1}. `)),
  ].join("\n");
