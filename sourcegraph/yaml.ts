import { dump } from "js-yaml";

/**
 * Plain data as YAML. Words that older parsers take for something else (yes, on, 0o7) are quoted: the parsers of
 * Kubernetes and Docker are among those.
 */
export const yaml = (data: object): string => dump(data, { noRefs: true, lineWidth: -1, quoteStyle: "double" });

/** Prose as comment lines of at most 118 characters. */
export function comment(text: string, width = 116): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `# ${line}\n`).join("");
}

/** Moves lines to the right, but for empty ones. */
export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");
