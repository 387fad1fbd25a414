import { printable } from "../spec/problem.ts";

/** Cuts a text to so many characters, with an ellipsis, and never through one. `length`: what a part counts for. */
export function cutTo(text: string, limit: number, written: (part: string) => string = (part) => part): string {
  const whole = written(text);
  if (whole.length <= limit) return whole;
  let kept = "";
  for (const character of text) {
    const next = written(character);
    if (kept.length + next.length > limit - 1) break;
    kept += next;
  }
  return `${kept}…`;
}

/** A text of several lines with what is invisible written out, so that it can't pretend to be another. */
export const plainLines = (text: string): string =>
  text
    .split(/\r\n|\n/)
    .map((line) => printable(line.replaceAll("\t", "  ").toWellFormed()))
    .join("\n");

/** A text as one line. */
export const plainLine = (text: string): string => printable(text.replaceAll(/\s+/g, " ").trim().toWellFormed());
