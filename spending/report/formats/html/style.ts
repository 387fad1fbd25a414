import { Markup } from "./markup.ts";

/** How a report looks: on a screen, light or dark, on a phone, and in print. */
export const style = new Markup(`
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --quiet: #57606a; --line: #d8dee4; --soft: #f3f5f8;
  --this: #2563ae; --pale: #9dbde3; --last: #a3470f; --more: #a3260f; --less: #17683a; --over: #c23616;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e4e8ec; --quiet: #9aa5b1; --line: #333c46; --soft: #1d232a;
    --this: #6ea8ec; --pale: #3c5878; --last: #f0a36b; --more: #ff9a86; --less: #7fd6a0; --over: #ff7b61;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
p { margin: .3rem 0; max-width: 46rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem; margin: 1.4rem 0 0; }
.tile { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; }
.tile dt { color: var(--quiet); font-size: .85rem; }
.tile dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile dd + dd { font-size: .85rem; font-weight: 400; color: var(--quiet); }
figure { margin: 0; }
.plot { display: grid; grid-template-columns: auto 1fr; column-gap: .5rem; }
.plot svg { display: block; width: 100%; height: 13rem; }
.scale { position: relative; font-size: .8rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
.scale span { display: block; text-align: right; }
.scale .sizer { visibility: hidden; height: 0; overflow: hidden; }
.scale .tick { position: absolute; right: 0; transform: translateY(-50%); white-space: nowrap; }
.dates { grid-column: 2; position: relative; height: 1.4rem; font-size: .8rem; color: var(--quiet); }
.dates span { position: absolute; transform: translateX(-50%); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .85rem; color: var(--quiet); margin: .2rem 0 0; }
.legend svg { width: 1rem; height: .7rem; margin-right: .35rem; }
.this { fill: var(--this); } .pale { fill: var(--pale); } .track { fill: var(--line); } .over { fill: var(--over); }
.grid { stroke: var(--line); } .last { stroke: var(--last); fill: none; stroke-width: 2; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { overflow-wrap: anywhere; padding: .38rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th, thead .number { white-space: normal; overflow-wrap: normal; }
[data-of="Cause"] { overflow-wrap: normal; }
thead th { color: var(--quiet); font-weight: 500; font-size: .85rem; border-bottom-width: 2px; }
tbody th { font-weight: 500; min-width: 8rem; }
th small, td small { display: block; color: var(--quiet); font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td:not(.number) { min-width: 6rem; }
.group th, .group td { background: var(--soft); font-weight: 600; }
.total th, .total td { border-top: 2px solid var(--ink); font-weight: 700; }
.more { color: var(--more); } .less { color: var(--less); }
.bar { display: block; width: 6rem; height: .35rem; margin: .25rem 0 .1rem auto; }
details { margin: .6rem 0; } summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .8rem; }
@media (max-width: 46rem) {
  body { padding-top: 1rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
  .tile { padding: .5rem .65rem; } .tile dd { font-size: 1.1rem; }
  .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .cards, .cards tbody { display: block; width: 100%; }
  .cards tr { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: .35rem .8rem; padding: .6rem 0;
    border-bottom: 1px solid var(--line); }
  .cards .group { background: var(--soft); padding: .6rem .5rem; margin-top: .8rem; }
  .cards th { grid-column: 1 / -1; }
  .cards th, .cards td { border: 0; padding: 0; background: none; }
  .cards td { text-align: left; font-size: .9rem; min-width: 0; overflow-wrap: anywhere; }
  .cards td::before { content: attr(data-of); display: block; color: var(--quiet); font-weight: 400; font-size: .75rem;
    white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .cards .none { display: none; }
  .bar { margin-left: 0; width: 100%; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --soft: #fff; --this: #2563ae; --pale: #9dbde3;
    --last: #a3470f; --more: #000; --less: #000; --over: #a00; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  tr, figure, .tile { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
  table { font-size: 9pt; } th, td { padding: .3rem .35rem; } details { display: none; }
}
`);
