import Table from "cli-table3";
import { paint, tame, width } from "./style.ts";

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

const gap = chars.middle.length;

/** The widths of columns: what is in them, and where that is too wide for the screen, less for the widest. */
function fitToScreen(wanted: number[], screen: number): number[] {
  const over = wanted.reduce((sum, each) => sum + each + gap, -gap) - screen;
  const widest = wanted.indexOf(Math.max(...wanted));
  return over <= 0 ? wanted : wanted.map((each, column) => (column === widest ? Math.max(each - over, 10) : each));
}

/** A table without lines. `right`: the columns that are aligned to the right, by number. Long texts are wrapped, and all are tamed. */
export function table(head: string[], found: string[][], right: number[] = [], screen = width()): string {
  const rows = found.map((row) => row.map(tame));
  const wanted = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => plainLength(row[column] ?? ""))),
  );
  const titled = head.some((title) => title !== "");
  const drawn = new Table({
    ...(titled && { head: head.map((title) => paint("dim", title)) }),
    chars,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: head.map((_, column) => (right.includes(column) ? "right" : "left")),
    colWidths: fitToScreen(wanted, screen),
    wordWrap: true,
  });
  drawn.push(...rows);
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** What is known of something: names and values, one beneath the other. */
export function facts(rows: [name: string, value: string][]): string {
  return table(
    ["", ""],
    rows.map(([name, value]) => [paint("dim", name), value]),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const plainLength = (text: string): number => text.replaceAll(/\u001b\[\d+m/g, "").length;
