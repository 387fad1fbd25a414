import type { Explained } from "./rule.ts";
import { showValues } from "./values.ts";

/** A table in Markdown. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");

/** The names of the reasons for a difference. */
export const reasonsOf = ({ reasons }: Explained): string => reasons.map(({ name }) => name).join("; ");

/** In so many services a difference is told once for all of them. */
const many = 4;

/** A difference that many services share. */
export interface SharedRow {
  readonly cells: readonly string[];
  readonly services: ReadonlySet<string>;
  readonly differences: readonly Explained[];
}

/** A difference without the names of its service and container, by which it is the same as in others. */
function general(difference: Explained): string[] {
  const { service, field, today, here } = difference;
  const shown = [today, here].map((values) => {
    const text = showValues(values);
    return text === `\`${service}\`` ? "its name" : text;
  });
  const words = field.replace(/^(container|claim) [^›]+ ›/, "$1 ›");
  return [words.endsWith(` ${service}`) ? words.slice(0, -service.length - 1) : words, ...shown, reasonsOf(difference)];
}

/** Differences that many services share, each once. */
export function sharedRows(explained: readonly Explained[]): SharedRow[] {
  const rows = new Map<string, { cells: string[]; services: Set<string>; differences: Explained[] }>();
  for (const difference of explained) {
    const cells = general(difference);
    const key = cells.join("\n");
    const row = rows.get(key) ?? { cells, services: new Set(), differences: [] };
    row.services.add(difference.service);
    row.differences.push(difference);
    rows.set(key, row);
  }
  return [...rows.values()].filter(({ services }) => services.size >= many);
}
