import { printable } from "../../../../spec/problem.ts";

/** Text that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as it is safe in markup and in attributes between quotes; what is invisible is written out. */
const escaped = (text: string): string => printable(text).replaceAll(/[&<>"']/g, (character) => escapes[character]!);

function partText(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return escaped(String(part));
}

/** Markup with values in it, each of them made harmless unless it is markup itself. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.reduce((text, string, index) => text + partText(parts[index - 1]!) + string));

/** Nothing at all. */
export const nothing = new Markup("");
