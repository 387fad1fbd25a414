import type { Claim } from "../../doctor/claims.ts";
import type { Examined } from "../../doctor/examine.ts";
import { marks, paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

/** What could only be tried locally. */
export const claimsText = (claims: readonly Claim[]): string =>
  [
    table(
      ["CLAIM", "WHAT COULD ONLY BE TRIED LOCALLY"],
      claims.map(({ id, claim }) => [id, claim]),
    ),
    "\nsgdist --target google doctor --real [claims] looks after them, and changes nothing.",
  ].join("\n");

const verdictMarks = {
  ok: () => paint("green", marks.done),
  differs: () => paint("red", marks.failed),
  unknown: () => paint("yellow", "?"),
  "by hand": () => paint("dim", marks.skipped),
} as const;

/** The most that is named of what isn't as claimed. */
const mostWrong = 5;

/** How each claim is on the organisation. */
export function examinedText(examined: readonly Examined[]): string {
  const rows = examined.map(({ id, verdict, claim }) => [verdictMarks[verdict](), id, verdict, claim]);
  const more = examined.flatMap(({ id, wrong, hand }) => [
    ...wrong.slice(0, mostWrong).map(({ what, found }) => wrap(`${id}: ${what}: ${found}`, "  ", "    ")),
    ...(wrong.length > mostWrong ? [`  ${id}: and ${wrong.length - mostWrong} more, which --json tells`] : []),
    ...(hand ? [wrap(`${id}: ${hand}`, "  ", "    ")] : []),
  ]);
  return [table(["", "CLAIM", "VERDICT", "WHAT"], rows), ...(more.length > 0 ? ["", ...more] : [])].join("\n");
}
