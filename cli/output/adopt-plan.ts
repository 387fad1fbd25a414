import type { Difference } from "../../adoption/differences.ts";
import { printable } from "../../spec/problem.ts";
import { paint } from "./style.ts";
import { wrap } from "./wrap.ts";

const titles = {
  refused: "can't be",
  decide: "to be decided before the first up",
  changed: "changed by the first up",
  made: "made by the first up",
  kept: "kept as it is",
} as const;

const colours = { refused: "red", decide: "yellow", changed: "bold", made: "bold", kept: "green" } as const;

/** Every difference of a project, with its reason, by what becomes of it. */
export function planText(title: string, differences: readonly Difference[]): string {
  const sections = (Object.keys(titles) as (keyof typeof titles)[]).flatMap((becomes) => {
    const some = differences.filter((each) => each.becomes === becomes);
    if (some.length === 0) return [];
    const rows = some.map(({ path, is, wouldBe, why }) => {
      const what = becomes === "kept" ? is : becomes === "made" ? wouldBe : `${is} → ${wouldBe}`;
      return [wrap(printable(`${path}: ${what}`), "    ", "      "), wrap(printable(why), "      ")].join("\n");
    });
    return [`  ${paint(colours[becomes], `${titles[becomes]} (${some.length})`)}\n${rows.join("\n")}`];
  });
  return [paint("bold", printable(title)), ...sections].join("\n");
}
