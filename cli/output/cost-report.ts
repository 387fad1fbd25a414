import { printable } from "../../spec/problem.ts";
import {
  about,
  amountIn,
  compared,
  howFar,
  monthTitle,
  notAttributed,
  percent,
  rowsOf,
  signed,
} from "../../spending/report/formats/words.ts";
import type { Report, ReportRow } from "../../spending/report/report.ts";
import { rounded, shortened } from "../../spending/report/rounded.ts";
import { cut, paint, width } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

const none = "–";
/** How wide names may be beside figures. */
const nameWidth = 30;
/** The most changes, and projects without an owner, that are listed. */
const mostListed = 10;

/** A part of the report, unless there is nothing in it. */
const chapter = (title: string, lines: string): string[] => (lines === "" ? [] : [`${paint("bold", title)}\n${lines}`]);

const nameOf = (row: ReportRow): string => cut(printable(row.key ?? notAttributed), nameWidth);

/** A table of all rows in their groups, each with its sum, and the total at the end. */
function grouped(report: Report, head: string[], cells: (row: ReportRow) => string[], right: number[]): string {
  const named = report.groups.some(({ name }) => name !== undefined);
  const rows = report.groups.flatMap(({ name, rows, sum }) => [
    ...(name === undefined ? [] : [[paint("bold", cut(printable(name), nameWidth)), ...cells(sum)]]),
    ...rows.map((row) => [`${named && name !== undefined ? "  " : ""}${nameOf(row)}`, ...cells(row)]),
  ]);
  return table(head, [...rows, [paint("bold", "Total"), ...cells(report.total)]], right);
}

function spent(report: Report): string {
  const amount = amountIn(report.currency);
  return grouped(
    report,
    [rowsOf(report.by).toUpperCase(), "TO DATE", "SAME DAYS", "DELTA", "TOP SERVICE"],
    ({ toDate, sameDays, delta, topService }) => [
      amount(toDate),
      amount(sameDays),
      signed(delta, amount),
      topService ? cut(printable(topService.name), 18) : none,
    ],
    [1, 2, 3],
  );
}

function expected(report: Report): string {
  const estimated = report.groups.some(({ rows }) => rows.some(({ overEstimate }) => overEstimate !== undefined));
  return grouped(
    report,
    [rowsOf(report.by).toUpperCase(), "FORECAST", "±", ...(estimated ? ["TO ESTIMATE"] : []), "BUDGET", "USED"],
    ({ forecast, overEstimate, budget, budgetUsed }) => [
      forecast ? about(forecast.amount) : none,
      forecast ? about(forecast.error) : none,
      ...(estimated ? [overEstimate === undefined ? none : signed(overEstimate, about)] : []),
      budget === undefined ? none : about(budget),
      budgetUsed === undefined ? none : percent(budgetUsed),
    ],
    [1, 2, 3, 4, 5],
  );
}

function changes(report: Report): string {
  const amount = amountIn(report.currency);
  const rows = report.changes
    .slice(0, mostListed)
    .map(({ project, service, sku, delta, cause }) => [
      signed(delta, amount),
      cause,
      cut(printable(project ?? notAttributed), 22),
      printable(`${service}: ${sku}`),
    ]);
  if (rows.length === 0) return "";
  const before = [0, 1, 2].reduce((sum, column) => sum + Math.max(...rows.map((row) => row[column]!.length)) + 2, 0);
  const left = Math.max(width() - before, 16);
  return table(
    ["DELTA", "CAUSE", "PROJECT", "SERVICE AND SKU"],
    rows.map((row) => row.with(3, cut(row[3]!, left))),
    [0],
  );
}

function orphans({ orphans, currency }: Report): string {
  const amount = amountIn(currency);
  const rows = orphans
    .slice(0, mostListed)
    .map(({ project, toDate, label }) => [
      cut(printable(project), nameWidth),
      amount(toDate),
      label === undefined ? "has no label owner" : cut(`owner ${printable(label)} is no team`, 36),
    ]);
  const more = orphans.length - rows.length;
  return rows.length === 0 ? "" : `${table(["", "", ""], rows, [1])}${more > 0 ? `\n  and ${more} more` : ""}`;
}

function footer(report: Report): string {
  const amount = amountIn(report.currency);
  const lost = report.groups.flatMap(({ rows }) => rows).find(({ key }) => key === undefined);
  const types = Object.entries(report.types).filter(([name, sum]) => name !== "regular" && sum !== 0);
  const parts = [
    `credits ${amount(report.total.credits)}`,
    ...types.map(([name, sum]) => `${printable(name).replaceAll("_", " ")} ${amount(sum)}`),
    ...(lost ? [`${notAttributed.slice(1, -1)} ${amount(lost.toDate)}`] : []),
  ];
  return wrap(`In the total: ${parts.join(", ")}.`);
}

/** A report as people read it, within 80 columns. */
export function costReportText(exact: Report): string {
  const report = shortened(rounded(exact));
  const title = `${monthTitle(report.period)} by ${printable(rowsOf(report.by))}, in ${printable(report.currency)}, net of credits`;
  const wholly = `Same days and delta compare ${compared(report)}.`;
  const accounts = report.accounts > 1 ? ` Of ${report.accounts} billing accounts.` : "";
  return [
    `${paint("bold", title)}\n${wrap(`${howFar(report)} ${wholly}${accounts}`)}`,
    spent(report),
    ...chapter("By the end of the month", expected(report)),
    ...chapter("Why it changed", changes(report)),
    ...chapter("Nobody owns", orphans(report)),
    footer(report),
  ].join("\n\n");
}
