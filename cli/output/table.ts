import Table from "cli-table3";
import { paint } from "./style.ts";

const none = "";
const chars = {
  top: none,
  "top-mid": none,
  "top-left": none,
  "top-right": none,
  bottom: none,
  "bottom-mid": none,
  "bottom-left": none,
  "bottom-right": none,
  left: none,
  "left-mid": none,
  mid: none,
  "mid-mid": none,
  right: none,
  "right-mid": none,
  middle: "  ",
};

/** A table without lines. `right`: the columns that are aligned to the right, by number. */
export function table(head: string[], rows: string[][], right: number[] = []): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => plainLength(row[column] ?? ""))),
  );
  const drawn = new Table({
    head: head.map((title) => paint("dim", title)),
    chars,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: head.map((_, column) => (right.includes(column) ? "right" : "left")),
    colWidths: widths,
  });
  drawn.push(...rows);
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const plainLength = (text: string): number => text.replaceAll(/\u001b\[\d+m/g, "").length;
