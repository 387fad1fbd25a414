import { tame, width } from "./style.ts";

/** Breaks a text between words into lines that fit the screen, and tames it. `first`, `rest`: what the lines begin with. */
export function wrap(text: string, first = "", rest = " ".repeat(first.length), columns = width()): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter(Boolean).map(tame)) {
    const next = empty ? line + word : `${line} ${word}`;
    if (!empty && next.length > columns) {
      lines.push(line);
      line = rest + word;
    } else line = next;
    empty = false;
  }
  return [...lines, line].join("\n");
}
