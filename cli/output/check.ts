import { isRefused, type Verdict } from "../../policies/evaluate.ts";
import { marks, paint } from "./style.ts";
import { counted, noteLines, undecidedLines, verdictLines } from "./verdicts.ts";

/** What was found of a stack, by its name. */
export interface Checked {
  readonly stack: string;
  readonly verdicts: readonly Verdict[];
}

/** The plan held against guidelines, stack by stack, within 80 columns. `guidelines`: how many there are. `notes`: on settings. */
export function checkText(checked: readonly Checked[], guidelines: number, notes: readonly string[]): string {
  const all = checked.flatMap(({ verdicts }) => verdicts);
  const undecided = all.filter(({ status }) => status === "undecided");
  const decided = checked.map(({ stack, verdicts }) => ({
    stack,
    verdicts: verdicts.filter(({ status }) => status !== "undecided"),
  }));
  const held = `${counted(guidelines, "guideline")}, ${counted(checked.length, "stack")}`;
  return [
    ...decided
      .filter(({ verdicts }) => verdicts.length > 0)
      .map(({ stack, verdicts }) => `${paint("bold", stack)}\n${verdictLines(verdicts)}`),
    ...(undecided.length > 0 ? [`${paint("bold", "Undecided")}\n${undecidedLines(undecided)}`] : []),
    ...(notes.length > 0 ? [`${paint("bold", "Settings")}\n${noteLines(notes)}`] : []),
    all.some(isRefused)
      ? `${paint("red", marks.failed)} ${held}: the plan breaks what is mandatory.`
      : `${paint("green", marks.done)} ${held}: nothing mandatory is broken.`,
  ].join("\n\n");
}
