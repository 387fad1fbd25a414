import { styleText } from "node:util";
import { printable } from "../../spec/problem.ts";

type Format = Parameters<typeof styleText>[0];

/** Colours a text when it goes to a terminal that wants colour (NO_COLOR and FORCE_COLOR are honoured). */
export const paint = (format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  styleText(format, text, { stream, validateStream: true });

/** Marks in front of lines. */
export const marks = {
  done: "✔",
  failed: "✘",
  skipped: "–",
  waiting: "…",
  change: "~",
  add: "+",
  remove: "-",
} as const;

/** A span of time for people: "3 s", "2 min 5 s", "3 d 1 h". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const pair = (big: number, unit: string, small: number, rest: string) =>
    `${Math.floor(whole / big)} ${unit} ${Math.floor((whole % big) / small)} ${rest}`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(60, "min", 1, "s");
  return whole < 86_400 ? pair(3600, "h", 60, "min") : pair(86_400, "d", 3600, "h");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const colour = /(\u001b\[\d+(?:;\d+)*m)/;

/** A text of which a terminal obeys nothing but colours and ends of lines: what it tells of may be called anything. */
export const tame = (text: string): string =>
  text
    .split(colour)
    .map((part, index) => (index % 2 === 1 ? part : part.split("\n").map(printable).join("\n")))
    .join("");

/** Cuts a text to a width, with an ellipsis. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

/** The width to write for: that of the terminal, at most 80 where things are to line up. */
export const width = (stream: NodeJS.WriteStream = process.stdout): number => Math.min(stream.columns ?? 80, 80);
