import type { Micros } from "../../../money.ts";
import type { Report } from "../../report.ts";
import { rounded, shortened } from "../../rounded.ts";
import { about, amountIn, compared, howFar, monthTitle, notAttributed, percent, rowsOf, signed } from "../words.ts";
import { dayChart } from "./charts.ts";
import { html, type Markup, nothing } from "./markup.ts";
import { style } from "./style.ts";
import { changesTable, daysTable, orphansTable, rowsTable } from "./tables.ts";

type Format = (amount: Micros) => string;

const tile = (title: string, value: string, note: string): Markup =>
  html`<div class="tile"><dt>${title}</dt><dd>${value}</dd><dd>${note}</dd></div>`;

/** The figures that matter most. */
function tiles({ total, currency, period }: Report, amount: Format): Markup {
  const { forecast, budget, budgetUsed } = total;
  const known = total.sameDays > 0 && Math.abs(total.delta) < 10 * total.sameDays;
  const change = known ? `${signed(Math.round((total.delta / total.sameDays) * 100), String)} %` : "";
  return html`<dl class="tiles">
${tile(period.complete === period.days ? "The month cost" : "To date", amount(total.toDate), `${currency}, net of credits`)}
${forecast && period.complete < period.days ? tile("At the end of the month", about(forecast.amount), `± ${about(forecast.error)}, in four cases of five`) : nothing}
${tile("Against the same days of last month", signed(total.delta, amount), change.replace("-", "−"))}
${budget !== undefined && budgetUsed !== undefined ? tile("Budgets used", percent(budgetUsed), `of ${about(budget)}`) : nothing}
</dl>`;
}

/** What the total is made of besides regular cost. */
function footer(report: Report, amount: Format): Markup {
  const lost = report.groups.flatMap(({ rows }) => rows).find(({ key }) => key === undefined);
  const parts: [string, Micros][] = [
    ["Credits", report.total.credits],
    ...Object.entries(report.types)
      .filter(([name, sum]) => name !== "regular" && sum !== 0)
      .map(([name, sum]): [string, Micros] => [name.replaceAll("_", " "), sum]),
    ...(lost ? [[notAttributed, lost.toDate] as [string, Micros]] : []),
  ];
  return html`<footer class="quiet"><p>In the total: ${parts.map(([name, sum], index) => html`${index === 0 ? "" : ", "}${name} ${amount(sum)}`)}.</p>
<p>Made of ${report.lines.toLocaleString("en-GB")} rows of the billing export${report.accounts > 1 ? `, of ${report.accounts} billing accounts` : ""}. A change is called after the most of it: usage at last month's price, price, or credits.</p></footer>`;
}

/** A report as one page that needs nothing from elsewhere. */
export function reportHtml(exact: Report): string {
  const report = shortened(rounded(exact));
  const amount = amountIn(report.currency);
  const title = `${monthTitle(report.period)} by ${rowsOf(report.by)}`;
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Cost in ${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Cost in ${title}</h1>
<p class="quiet">In ${report.currency}. ${howFar(report)} Same days compare ${compared(report)}.</p>
${tiles(report, amount)}
<h2>Each day</h2>
${dayChart(report, amount)}
${daysTable(report, amount)}
<h2>What cost how much</h2>
${rowsTable(report, amount)}
<h2>Why it changed</h2>
${changesTable(report, amount)}
${report.orphans.length === 0 ? nothing : html`<h2>Nobody owns</h2>${orphansTable(report, amount)}`}
</main>
${footer(report, amount)}
</body>
</html>`.text;
}
