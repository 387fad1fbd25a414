import { isRefused, type Verdict } from "../../policies/evaluate.ts";
import { printable } from "../../spec/problem.ts";
import { marks, paint } from "./style.ts";
import { wrap } from "./wrap.ts";

/** How a verdict is marked: refused, told, or allowed for now. */
function mark(verdict: Verdict): string {
  if (isRefused(verdict)) return paint("red", marks.failed);
  return verdict.status === "excepted" ? paint("dim", marks.skipped) : paint("yellow", marks.change);
}

/** What stands behind a guideline that is broken, and not simply refused. */
function note({ level, status, exception }: Verdict): string {
  if (exception) {
    const when = status === "expired" ? "exception ended on" : "excepted until";
    return ` (${when} ${exception.until}, ${exception.owner}: ${exception.reason})`;
  }
  return level === "advisory" ? " (advisory)" : "";
}

/** What was found, and where, unless everything else here is of the same place. */
const foundLine = ({ finding: { place, found } }: Verdict, around: readonly string[]): string =>
  around.includes(place.name) ? found : `${place.name}: ${found}`;

/**
 * Verdicts as people read them: under each guideline what was found, and once what to do. `around`: the places that
 * need not be named.
 */
export function verdictLines(verdicts: readonly Verdict[], around: readonly string[] = []): string {
  const groups = Map.groupBy(verdicts, (verdict) =>
    JSON.stringify([verdict.guideline.id, verdict.finding.remedy, note(verdict)]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [verdict] = group as [Verdict];
      const { guideline, finding } = verdict;
      return [
        `  ${mark(verdict)} ${wrap(printable(guideline.id + note(verdict)), "    ").trimStart()}`,
        ...group.map((each) => wrap(printable(foundLine(each, around)), "    ", "      ")),
        wrap(printable(finding.remedy ?? guideline.remedy), "    → ", "      "),
      ];
    })
    .join("\n");
}

/** What is undecided, in a line for each guideline and place. */
export const undecidedLines = (verdicts: readonly Verdict[]): string =>
  verdicts
    .map(({ guideline, finding }) => wrap(printable(`${guideline.id}: ${finding.place.name}`), "  ? ", "    "))
    .join("\n");

/** What is to be known of how guidelines are held. */
export const noteLines = (notes: readonly string[]): string =>
  notes.map((each) => wrap(printable(each), `  ${paint("yellow", marks.change)} `, "    ")).join("\n");

/** "3 things", "1 thing". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
