import { nameOf, shortType, typeOf } from "../../engine/events.ts";
import type { Report } from "../../engine/operations.ts";
import { cut, marks, paint, width } from "./style.ts";

const words: Record<string, [done: string, planned: string]> = {
  create: ["created", "to create"],
  update: ["updated", "to update"],
  delete: ["deleted", "to delete"],
  replace: ["replaced", "to replace"],
  import: ["imported", "to import"],
};

/** "3 created, 1 updated", or "no changes". */
export function countChanges({ changes, verb }: Pick<Report, "changes" | "verb">): string {
  const planned = verb === "preview" ? 1 : 0;
  const parts = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([op, count]) => `${count} ${words[op]?.[planned] ?? op}`);
  return parts.length > 0 ? parts.join(", ") : "no changes";
}

/** Whether anything was or would be changed. */
export const hasChanges = ({ changes }: Pick<Report, "changes">): boolean =>
  Object.values(changes).some((count) => count > 0);

const signs: Record<string, [string, "green" | "yellow" | "red"]> = {
  create: [marks.add, "green"],
  update: [marks.change, "yellow"],
  delete: [marks.remove, "red"],
};

/** A line for each resource that would change. */
export function listSteps(report: Report): string {
  return report.steps
    .filter(({ type }) => type.startsWith("gcp:"))
    .map(({ op, urn, diffs }) => {
      const [sign, colour] = signs[op] ?? [op, "yellow"];
      const what = `${shortType(typeOf(urn)).padEnd(24)} ${nameOf(urn)}${diffs?.length ? ` (${diffs.join(", ")})` : ""}`;
      return paint(colour, cut(`  ${sign} ${what}`, width()));
    })
    .join("\n");
}
