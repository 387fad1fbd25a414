import type { EnvironmentEstimate } from "../../spending/estimate/environment.ts";
import { type Amounts, type Line, sumOf } from "../../spending/estimate/estimate.ts";
import { groups } from "../../spending/estimate/part.ts";
import { money, range, unpricedLines } from "../../spending/estimate/text.ts";
import { marks, paint } from "./style.ts";
import { facts, table } from "./table.ts";
import { wrap } from "./wrap.ts";

/** How an estimate is to its budget. */
function mark({ verdict }: Pick<EnvironmentEstimate, "verdict">): string {
  if (verdict === "over") return paint("red", marks.failed);
  return verdict === "maybe" ? paint("yellow", marks.change) : paint("green", marks.done);
}

/** What is said beneath amounts: whose prices they are, and what they leave out. */
const note = (currency: string): string =>
  `In ${currency}, at list prices; a month has 730 hours. Ranges are where use decides: what the autoscaler adds, traffic, logs ` +
  "and snapshots.";

const counted = (count: number) => (count === 1 ? "1 thing has no price" : `${count} things have no price`);

/** A line for each environment. */
export function estimateTable(found: readonly EnvironmentEstimate[]): string {
  const rows = found.map((each) => {
    const { estimate, budget, name } = each;
    return [
      mark(each),
      name,
      money(estimate.monthly.low),
      money(estimate.monthly.high),
      estimate.untilEnd ? range(estimate.untilEnd) : "",
      String(budget),
    ];
  });
  const without = found.filter(({ estimate }) => estimate.unpriced.length > 0);
  return [
    table(["", "NAME", "A MONTH", "AT MOST", "UNTIL ITS END", "BUDGET"], rows, [2, 3, 4, 5]),
    ...(found.length > 1 ? [`\nAll: ${range(sumOf(found.map(({ estimate }) => estimate.monthly)))} a month.`] : []),
    ...(found[0] ? [paint("dim", wrap(note(found[0].estimate.currency), ""))] : []),
    ...without.map(
      ({ name, estimate: { unpriced } }) =>
        `${paint("yellow", marks.change)} ${name}: ${counted(unpriced.length)}; \`sgdist cost estimate ${name}\` lists them.`,
    ),
  ].join("\n");
}

const amounts = ({ low, high }: Amounts): [string, string] => [money(low), low === high ? "" : money(high)];

/** The parts of a group, the most expensive first, then what they are together. */
function groupRows(lines: readonly Line[]): string[][] {
  return groups.flatMap((group) => {
    const own = lines.filter((line) => line.group === group && line.monthly.high > 0);
    if (own.length === 0) return [];
    const rows = own
      .toSorted((a, b) => b.monthly.high - a.monthly.high)
      .map(({ name, count, monthly }) => [`  ${name}`, count === 1 ? "" : String(count), ...amounts(monthly)]);
    return [[paint("bold", group), "", ...amounts(sumOf(own.map(({ monthly }) => monthly)))], ...rows];
  });
}

/** What an environment is made of, and what each part costs. */
export function estimateDetails(found: EnvironmentEstimate): string {
  const { name, estimate, budget, kind, ceiling } = found;
  const { hourly, monthly, untilEnd, unpriced, lines, currency, asOf } = estimate;
  return [
    `${mark(found)} ${paint("bold", name)}`,
    facts([
      ["an hour", range(hourly)],
      ["a month", range(monthly)],
      ...(untilEnd ? [["until its end", range(untilEnd)] as [string, string]] : []),
      ["budget", `${budget} a month; the kind ${kind} has at most ${ceiling}`],
      ...(asOf ? [["prices", `of ${asOf} or later`] as [string, string]] : []),
    ]),
    "",
    table(["A MONTH", "COUNT", "AT LEAST", "AT MOST"], groupRows(lines), [1, 2, 3]),
    ...(unpriced.length > 0 ? [paint("yellow", "\nNot priced, and not in the sums:")] : []),
    ...unpricedLines(unpriced).map((line) => wrap(line, "  ")),
    paint("dim", wrap(note(currency), "")),
  ].join("\n");
}
