import { shortType } from "../../engine/events.ts";
import type { Difference } from "../../spending/estimate/difference.ts";
import { money, range } from "../../spending/estimate/text.ts";
import { paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

/** What a stack's difference is called by. */
export type StackDifference = readonly [stack: string, difference: Difference];

const signed = (amount: number): string => (amount > 0 ? `+${money(amount)}` : money(amount));

function change({ monthly: { low, high } }: Difference): string {
  if (low === 0 && high === 0) return "";
  const text = signed(low) === signed(high) ? signed(low) : `${signed(low)} to ${signed(high)}`;
  return paint(high > 0 ? "yellow" : "green", text);
}

/** What is left out of the sums, in a sentence; empty when nothing is. */
function leftOut(differences: readonly StackDifference[]): string {
  const counts = new Map<string, number>();
  for (const [, { untold, after }] of differences) {
    for (const [type, count] of untold) counts.set(shortType(type), (counts.get(shortType(type)) ?? 0) + count);
    for (const { name } of after.unpriced) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const listed = [...counts].map(([what, count]) => (count > 1 ? `${count} ${what}` : what)).join(", ");
  return listed && ` Not priced: ${listed}.`;
}

/** What stacks cost by being there, and by how much that would change; empty when none costs anything. */
export function differenceTable(all: readonly StackDifference[]): string {
  const told = all.filter(([, { before, after }]) => before.monthly.high > 0 || after.monthly.high > 0);
  const left = leftOut(all);
  if (told.length === 0) return left && wrap(`Costs:${left}`);
  const rows = told.map(([stack, difference]) => [
    stack,
    range(difference.before.monthly),
    range(difference.after.monthly),
    change(difference),
  ]);
  const { currency } = told[0]![1].after;
  return [
    table(["STACK", "A MONTH NOW", "THEN", "CHANGE"], rows, [1, 2, 3]),
    paint(
      "dim",
      wrap(
        `In ${currency}, at list prices, for what is there; what is used comes on top: \`sgdist cost estimate\` has both.${left}`,
      ),
    ),
  ].join("\n");
}
