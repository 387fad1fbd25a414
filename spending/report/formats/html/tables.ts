import type { Micros } from "../../../money.ts";
import type { Report, ReportRow } from "../../report.ts";
import { about, notAttributed, percent, rowsOf, signed } from "../words.ts";
import { changeBar, shareBar } from "./charts.ts";
import { html, type Markup, nothing } from "./markup.ts";

type Format = (amount: Micros) => string;

/** How much more or less, coloured. */
const delta = (amount: Micros, format: Format): Markup =>
  html`<span class="${amount > 0 ? "more" : "less"}">${signed(amount, format)}</span>`;

/** A cell with what it is of, for screens on which a row is a card. */
const cell = (of: string, value: Markup | undefined, number = true): Markup =>
  html`<td data-of="${of}" class="${[number ? "number" : "", value ? "" : "none"].filter(Boolean).join(" ")}">${value ?? nothing}</td>`;

function cells(row: ReportRow, amount: Format, estimated: boolean): Markup[] {
  const { forecast, budget, budgetUsed, overEstimate, topService } = row;
  return [
    cell("To date", html`<span>${amount(row.toDate)}</span>`),
    cell("Same days", html`<span>${amount(row.sameDays)}</span>`),
    cell("Delta", delta(row.delta, amount)),
    cell("Forecast", forecast && html`<span>${about(forecast.amount)}<small>± ${about(forecast.error)}</small></span>`),
    ...(estimated
      ? [cell("To the estimate", overEstimate === undefined ? undefined : delta(overEstimate, about))]
      : []),
    cell(
      "Budget used",
      budgetUsed === undefined || budget === undefined
        ? undefined
        : html`<span>${percent(budgetUsed)}<small>of ${about(budget)}</small>${shareBar(budgetUsed)}</span>`,
    ),
    cell(
      "Top service",
      topService && html`<span>${topService.name}<small>${percent(topService.share)}</small></span>`,
      false,
    ),
  ];
}

/** All rows in their groups. */
export function rowsTable(report: Report, amount: Format): Markup {
  const estimated = report.groups.some(({ rows }) => rows.some(({ overEstimate }) => overEstimate !== undefined));
  const line = (row: ReportRow, name: Markup, kind: string) =>
    html`<tr class="${kind}"><th scope="row">${name}</th>${cells(row, amount, estimated)}</tr>`;
  const bodies = report.groups.map(
    ({ name, rows, sum }) => html`<tbody>
${name === undefined ? nothing : line(sum, html`${name}`, "group")}
${rows.map((row) => line(row, html`${row.key ?? notAttributed}${row.title === undefined ? nothing : html`<small>${row.title}</small>`}`, "row"))}
</tbody>`,
  );
  const heads = [
    "To date",
    "Same days last month",
    "Delta",
    "Forecast",
    ...(estimated ? ["To the estimate"] : []),
    "Budget used",
  ];
  return html`<table class="cards">
<thead><tr><th scope="col">${rowsOf(report.by).replace(/^./, (first) => first.toUpperCase())}</th>${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}<th scope="col">Top service</th></tr></thead>
${bodies}
<tbody>${line(report.total, html`Total`, "total")}</tbody>
</table>`;
}

/** What each day cost, for those who can't see the chart. */
export const daysTable = ({ days }: Report, amount: Format): Markup =>
  html`<details><summary>Each day as a table</summary><table>
<thead><tr><th scope="col">Day</th><th scope="col" class="number">Cost</th><th scope="col" class="number">Last month</th></tr></thead>
<tbody>${days.map((day) => html`<tr><th scope="row">${day.date}${day.complete ? nothing : html`<small>not complete yet</small>`}</th><td class="number">${amount(day.amount)}</td><td class="number">${day.last === undefined ? "" : amount(day.last)}</td></tr>`)}</tbody>
</table></details>`;

/** The most changes that are shown. */
const mostChanges = 20;

/** What costs more or less than in the same days of last month, and why. */
export function changesTable({ changes }: Report, amount: Format): Markup {
  const shown = changes.slice(0, mostChanges);
  if (shown.length === 0) return html`<p>Nothing changed.</p>`;
  const largest = Math.max(...shown.map((change) => Math.abs(change.delta)));
  return html`<table class="cards">
<thead><tr><th scope="col">Service and SKU</th><th scope="col">Project</th><th scope="col">Cause</th><th scope="col" class="number">Before</th><th scope="col" class="number">Now</th><th scope="col" class="number">Delta</th></tr></thead>
<tbody>${shown.map(
    (change) =>
      html`<tr><th scope="row">${change.service}<small>${change.sku}</small></th>${cell("Project", html`<span>${change.project ?? notAttributed}</span>`, false)}${cell("Cause", html`<span>${change.cause}</span>`, false)}${cell("Before", html`<span>${amount(change.before)}</span>`)}${cell("Now", html`<span>${amount(change.now)}</span>`)}${cell("Delta", html`<span>${delta(change.delta, amount)}${changeBar(change.delta, largest)}</span>`)}</tr>`,
  )}</tbody>
</table>`;
}

/** The projects of which nobody says whose they are. */
export const orphansTable = ({ orphans }: Report, amount: Format): Markup =>
  html`<table class="cards">
<thead><tr><th scope="col">Project</th><th scope="col">What its label says</th><th scope="col" class="number">To date</th></tr></thead>
<tbody>${orphans.slice(0, 100).map((orphan) => html`<tr><th scope="row">${orphan.project}${orphan.name === undefined || orphan.name === orphan.project ? nothing : html`<small>${orphan.name}</small>`}</th>${cell("Label", html`<span>${orphan.label === undefined ? "it has no label owner" : `owner ${orphan.label}, which is no team`}</span>`, false)}${cell("To date", html`<span>${amount(orphan.toDate)}</span>`)}</tr>`)}</tbody>
</table>`;
