import { type Micros, microsPerUnit } from "../money.ts";
import { roundTogether } from "./exact.ts";
import type { Report, ReportGroup, ReportRow } from "./report.ts";

const summed = ["toDate", "credits", "complete", "sameDays", "lastMonth"] as const;
type Summed = (typeof summed)[number];

/** How many digits a currency is written with after the point; 2 for what is no currency. */
export function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

const add = (rows: readonly ReportRow[], name: Summed): Micros => rows.reduce((sum, row) => sum + row[name], 0);

function summedUp(of: ReportRow, rows: readonly ReportRow[]): ReportRow {
  const sums = Object.fromEntries(summed.map((name) => [name, add(rows, name)])) as Record<Summed, Micros>;
  return { ...of, ...sums, delta: sums.complete - sums.sameDays };
}

/** A report as it is shown: in the smallest coins of its currency, and so that what is shown adds up. */
export function rounded(report: Report): Report {
  const step = microsPerUnit / 10 ** digitsOf(report.currency);
  const rows = report.groups.flatMap((group) => group.rows);
  const columns = summed.map(
    (name) =>
      [
        name,
        roundTogether(
          rows.map((row) => row[name]),
          step,
        ),
      ] as const,
  );
  const shown = rows.map((row, index) => {
    const amounts = Object.fromEntries(columns.map(([name, values]) => [name, values[index]!])) as Record<
      Summed,
      Micros
    >;
    return { ...row, ...amounts, delta: amounts.complete - amounts.sameDays };
  });
  let start = 0;
  const groups = report.groups.map((group): ReportGroup => {
    const members = shown.slice(start, start + group.rows.length);
    start += group.rows.length;
    return { ...group, rows: members, sum: summedUp(group.sum, members) };
  });
  const types = Object.entries(report.types);
  const amounts = roundTogether(
    types.map(([, amount]) => amount),
    step,
  );
  return {
    ...report,
    groups,
    total: summedUp(report.total, shown),
    types: Object.fromEntries(types.map(([name], index) => [name, amounts[index]!])),
  };
}

/** The most rows of a group that people are shown. */
const mostRows = 500;

/** A report with no more rows in a group than people read: the small ones are one row, so that it still adds up. */
export function shortened(report: Report, most = mostRows): Report {
  const shorten = (group: ReportGroup): ReportGroup => {
    if (group.rows.length <= most) return group;
    const rest = group.rows.slice(most - 1);
    const others: ReportRow = {
      ...summedUp(group.sum, rest),
      key: `(${rest.length} others)`,
      title: undefined,
      forecast: undefined,
      budget: undefined,
      budgetUsed: undefined,
      estimate: undefined,
      overEstimate: undefined,
      topService: undefined,
    };
    return { ...group, rows: [...group.rows.slice(0, most - 1), others] };
  };
  return { ...report, groups: report.groups.map(shorten) };
}
