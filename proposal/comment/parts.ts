/** The most characters that GitHub takes in a comment: https://github.com/orgs/community/discussions/27190. */
export const commentLimit = 65_536;

/** A part of a comment. */
export interface Part {
  /** What it is, for when it is left out. */
  readonly title: string;
  readonly text: string;
  /** Whether it is cut rather than left out where there is no room. */
  readonly isKept?: boolean;
}

const separator = "\n\n";

/** Room for what is said of parts that were left out. */
const reserve = 1_000;

function leftOut(titles: readonly string[], where: string): string {
  const shown = titles.slice(0, 5).map((title) => `\`${title.replaceAll(/[`\r\n]/g, " ").slice(0, 60)}\``);
  const more = titles.length > shown.length ? ` and ${titles.length - shown.length} more` : "";
  return `_Left out for want of room: ${shown.join(", ")}${more}. ${where}_`;
}

/** Cuts a text; a block that is open there is closed. */
function cut(text: string, length: number): string {
  const kept = text.slice(0, Math.max(0, length)).replace(/[\ud800-\udbff]$/, "");
  const fences = kept.match(/^`{3,}/gm) ?? [];
  return `${kept}\n${fences.length % 2 === 1 ? fences.at(-1) : ""}\n…`;
}

/**
 * Puts a comment together that isn't longer than allowed: the largest parts that may be left out go first, and what must
 * be there is cut. `where`: where the rest is found, as a sentence.
 */
export function assemble(parts: readonly Part[], where: string, limit: number = commentLimit): string {
  const whole = parts.map(({ text }) => text).join(separator);
  if (whole.length <= limit) return whole;
  const kept = new Set(parts);
  const length = () => [...kept].reduce((sum, { text }) => sum + text.length + separator.length, 0);
  const bySize = parts.filter(({ isKept }) => !isKept).toSorted((a, b) => b.text.length - a.text.length);
  for (const part of bySize) {
    if (length() <= limit - reserve) break;
    kept.delete(part);
  }
  const out = parts.filter((part) => !kept.has(part)).map(({ title }) => title);
  const share = Math.floor((limit - reserve) / Math.max(1, kept.size));
  const fits = length() <= limit - reserve;
  const texts = [...kept].map(({ text }) => (fits || text.length <= share ? text : cut(text, share - 20)));
  return [...texts, ...(out.length > 0 ? [leftOut(out, where)] : [`_Cut for want of room. ${where}_`])].join(separator);
}
