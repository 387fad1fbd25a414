import type { AuditReport, ProjectReport } from "../../policies/audit/report.ts";
import { isRefused } from "../../policies/evaluate.ts";
import { printable } from "../../spec/problem.ts";
import { marks, paint } from "./style.ts";
import { table } from "./table.ts";
import { counted, noteLines, undecidedLines, verdictLines } from "./verdicts.ts";
import { wrap } from "./wrap.ts";

/** A score in whole percents; never 100 % where something is broken. */
const percent = (score: number | undefined): string => (score === undefined ? "–" : `${Math.floor(score * 100)} %`);

/** The folders as a tree, with how many projects are in each and how far they are. */
function scores(report: AuditReport, title: string): string {
  const rows = report.folders.map(({ name, depth, projects, score }) => [
    `${"  ".repeat(depth + 1)}${printable(name)}`,
    String(projects),
    percent(score),
  ]);
  return table(
    ["FOLDER", "PROJECTS", "SCORE"],
    [[title, String(report.projects.length), percent(report.score)], ...rows],
    [1, 2],
  );
}

/** What a project is, beside its ID. */
function about({ folder, planned, score }: ProjectReport): string {
  const place = folder === undefined ? "right under the organisation" : `in ${folder}`;
  return [place, ...(planned ? [] : ["made by hand: in no plan"]), percent(score)].join(" · ");
}

/** A part of the report, unless there is nothing in it. */
const chapter = (title: string, lines: string): string[] => (lines === "" ? [] : [`${paint("bold", title)}\n${lines}`]);

/** A refusal as far as people need it: the call without its query, and the first sentence of what Google said. */
const brief = (refusal: string): string => refusal.replaceAll(/\?\S*:/g, ":").split(/(?<=\.) /)[0]!;

function summary({ projects, elsewhere }: AuditReport): string {
  const refused = [...projects.flatMap(({ verdicts }) => verdicts), ...elsewhere].filter(isRefused);
  if (refused.length === 0) return `${paint("green", marks.done)} Nothing mandatory is broken.`;
  const ids = new Set(refused.map(({ guideline }) => guideline.id)).size;
  const broken = projects.filter(({ verdicts }) => verdicts.some(isRefused)).length;
  const where = [
    ...(broken > 0 ? [counted(broken, "project")] : []),
    ...(elsewhere.some(isRefused) ? ["what is in no project"] : []),
  ].join(" and ");
  return `${paint("red", marks.failed)} ${counted(ids, "mandatory guideline")} broken, in ${where}.`;
}

/** An audit as people read it, within 80 columns. `title`: what was audited. `unseen`: what was refused. */
export function auditText(report: AuditReport, title: string, unseen: readonly string[]): string {
  const broken = report.projects.filter(({ verdicts }) => verdicts.length > 0);
  const unplanned = report.projects.filter(({ planned, verdicts }) => !planned && verdicts.length === 0);
  return [
    scores(report, title),
    ...broken.flatMap((project) =>
      chapter(
        `${project.id}  ${about(project)}`,
        verdictLines(project.verdicts, [`project ${project.id}`, `grant on the project ${project.id}`]),
      ),
    ),
    ...chapter(
      "Made by hand, and breaking nothing",
      unplanned.map((project) => wrap(about(project), `  ${project.id}  `, "    ")).join("\n"),
    ),
    ...chapter("In no project", verdictLines(report.elsewhere)),
    ...chapter("Undecided", undecidedLines(report.undecided)),
    ...chapter("Settings", noteLines(report.notes)),
    ...chapter("Not seen", unseen.map((each) => wrap(printable(brief(each)), "  ", "    ")).join("\n")),
    summary(report),
  ].join("\n\n");
}
