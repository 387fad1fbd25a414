import { type Micros, units } from "../../../money.ts";
import type { Report } from "../../report.ts";
import { html, type Markup, nothing } from "./markup.ts";

/** Round numbers that cover a range: at most five. */
export function ticks(low: number, high: number): number[] {
  const span = Math.max(high - low, 1e-6);
  const magnitude = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * magnitude).find((each) => span / each <= 4)!;
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** A key of the legend. */
const sample = (mark: Markup, text: string): Markup =>
  html`<span><svg viewBox="0 0 16 10" preserveAspectRatio="none" aria-hidden="true">${mark}</svg>${text}</span>`;

/**
 * What each day cost as bars, with the days of last month as a line. The drawing is stretched to the page and has no
 * text of its own, so that text keeps its size on every screen.
 */
export function dayChart({ days, currency }: Report, amount: (amount: Micros) => string): Markup {
  const amounts = days.flatMap((day) => [day.amount, day.last ?? 0]);
  if (amounts.every((each) => each === 0)) return nothing;
  const marks = ticks(units(Math.min(0, ...amounts)), units(Math.max(0, ...amounts)));
  const [low, high] = [marks[0]!, marks.at(-1)!];
  const y = (value: number) => round((100 * (high - value)) / (high - low));
  const bars = days.map((day, index) => {
    const [top, bottom] = [y(Math.max(0, units(day.amount))), y(Math.min(0, units(day.amount)))];
    return html`<rect class="${day.complete ? "this" : "pale"}" x="${index + 0.12}" y="${top}" width="0.76" height="${round(bottom - top)}"><title>${day.date}: ${amount(day.amount)} ${currency}</title></rect>`;
  });
  const line = days.flatMap(({ last }, index) => (last === undefined ? [] : [`${index + 0.5},${y(units(last))}`]));
  const shown = marks.map((mark) => mark.toLocaleString("en-GB", { maximumFractionDigits: 6 }).replace("-", "−"));
  const longest = shown.toSorted((a, b) => b.length - a.length)[0]!;
  const dates = days
    .map(({ date }, index) => ({ day: Number(date.slice(8)), place: round((100 * (index + 0.5)) / days.length) }))
    .filter(({ day }) => day % 7 === 1);
  return html`<figure>
<div class="plot">
<div class="scale" aria-hidden="true"><span class="sizer">${longest}</span>${marks.map((mark, index) => html`<span class="tick" style="top:${y(mark)}%">${shown[index]!}</span>`)}</div>
<svg viewBox="0 0 ${days.length} 100" preserveAspectRatio="none" role="img" aria-labelledby="days-title">
<title id="days-title">What each day cost, beside the same day of last month. The table below has the figures.</title>
${marks.map((mark) => html`<line class="grid" x1="0" x2="${days.length}" y1="${y(mark)}" y2="${y(mark)}" vector-effect="non-scaling-stroke"/>`)}
${bars}
<polyline class="last" points="${line.join(" ")}" vector-effect="non-scaling-stroke"/>
</svg>
<div class="dates" aria-hidden="true">${dates.map(({ day, place }) => html`<span style="left:${place}%">${day}</span>`)}</div>
</div>
<div class="legend">${sample(html`<rect class="this" width="16" height="10"/>`, "this month")}${days.some((day) => !day.complete && day.amount !== 0) ? sample(html`<rect class="pale" width="16" height="10"/>`, "not complete yet") : nothing}${sample(html`<line class="last" x2="16" y1="5" y2="5" vector-effect="non-scaling-stroke"/>`, "last month")}</div>
</figure>`;
}

/** How much of something is used, as a bar; all of it where it is more than that. */
export const shareBar = (share: number): Markup =>
  html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="1"/><rect class="${share > 1 ? "over" : "this"}" width="${round(Math.min(Math.max(share, 0), 1) * 100)}" height="1"/></svg>`;

/** A change as a bar, to the right of the middle if it is more, to the left if it is less. `of`: the largest. */
export function changeBar(delta: Micros, of: Micros): Markup {
  const width = of === 0 ? 0 : round((50 * Math.abs(delta)) / of);
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="track" x="49.6" width="0.8" height="1"/><rect class="${delta > 0 ? "over" : "this"}" x="${delta > 0 ? 50 : 50 - width}" width="${width}" height="1"/></svg>`;
}
