import { reportHtml } from "../../spending/report/formats/html/index.ts";
import { readFacts } from "../../spending/report/read.ts";
import { report } from "../../spending/report/report.ts";
import { openFiles } from "../../spending/report/sources/duckdb.ts";

// The whole report of a file, from opening it to the page.
const [file] = process.argv.slice(2);
const start = performance.now();
const source = await openFiles([file!]);
const facts = await readFacts(source, { month: "2026-11", key: { by: "project" } });
const planned = { projects: new Map(), folders: new Map(), teams: new Map() };
const made = report(facts, { by: "project" }, planned, source.title);
const page = reportHtml(made);
source.close();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ seconds, lines: made.lines, rows: facts.keys.length, characters: page.length }));
