import { printable } from "../spec/problem.ts";

/** A text as Markdown shows it word for word, within a line: no markup, no links, nobody called by name. */
export function plain(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, " ")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll(/#(?=\d)/g, "&#35;")
      .replaceAll("@", "&#64;")
      .replaceAll(/[\\`*_{}[\]()|~!]/g, (character) => `\\${character}`)
      // Addresses become links by themselves.
      .replaceAll(/:\/\//g, ":&#47;&#47;")
      .replaceAll(/\bwww\./gi, "www&#46;")
  );
}

/** A text in a block that shows it as it is, also what would hide in it; the fence is longer than any in it. */
export function block(hidden: string, language = ""): string {
  const text = hidden.replaceAll(/[^\n\t]+/g, printable);
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A name that was checked already, as code. */
export const code = (text: string): string => {
  const safe = text.replaceAll(/[`\r\n|]/g, " ");
  return `\`${safe}\``;
};

/** A table; cells are Markdown. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (right.includes(index) ? "---:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A part that is folded up until somebody opens it. `title`: Markdown without line ends. */
export const folded = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
