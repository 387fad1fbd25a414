import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../local/directory.ts";
import { bootstrapPlan } from "../../plan/bootstrap.ts";
import { loadSpecification } from "../../spec/load.ts";
import { printable, UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { projectEstimates } from "../../spending/report/estimates.ts";
import { reportCsv } from "../../spending/report/formats/csv.ts";
import { reportHtml } from "../../spending/report/formats/html/index.ts";
import { reportFacts } from "../../spending/report/formats/json.ts";
import { checkedMonth, pacificDate } from "../../spending/report/period.ts";
import { plannedSpending } from "../../spending/report/planned.ts";
import { type NewestMonthRow, newestMonthQuery } from "../../spending/report/query/months.ts";
import { readFacts } from "../../spending/report/read.ts";
import { type By, keyFor, type Report, report } from "../../spending/report/report.ts";
import { openTable } from "../../spending/report/sources/bigquery.ts";
import { exportFiles, openFiles } from "../../spending/report/sources/duckdb.ts";
import type { Source } from "../../spending/report/sources/source.ts";
import { chooseTarget, projectRoot, today } from "../context.ts";
import { costReportText } from "../output/cost-report.ts";
import { Live } from "../output/live.ts";

/** The options of cost report. */
export interface CostReportOptions {
  json?: boolean;
  target?: string;
  month?: string;
  by: string;
  format: "table" | "html" | "json" | "csv";
  export?: string;
  currency?: string;
  mostBytes: string;
  out?: string;
}

const rowKinds = ["project", "folder", "team", "kind", "service"] as const;

/** What --by asks for. Throws a UserError. */
export function byOf(asked: string): By {
  const by = rowKinds.find((each) => each === asked);
  if (by) return { by };
  const label = /^label:(.+)$/.exec(asked)?.[1];
  if (label) return { by: "label", label };
  throw new UserError(`--by: found ${printable(asked)}; allowed: ${rowKinds.join(", ")} and label:KEY.`);
}

/** A size such as 100GiB in bytes. Throws a UserError. */
export function bytesOf(asked: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(MiB|GiB|TiB)$/.exec(asked) ?? [];
  if (!number) throw new UserError(`--most-bytes: found ${printable(asked)}; allowed: a size such as 100GiB.`);
  return Math.floor(Number(number) * 1024 ** (["MiB", "GiB", "TiB"].indexOf(unit!) + 2));
}

/** The export: files that are named, those of the local cloud, or Google's table. */
export async function openSource(
  root: string,
  specification: Specification,
  options: Pick<CostReportOptions, "export" | "target" | "mostBytes">,
): Promise<Source> {
  if (options.export !== undefined) return openFiles(exportFiles(options.export));
  if (chooseTarget(root, options.target ?? process.env.SGDIST_TARGET) === "local") {
    const folder = paths(root).billingExport;
    if (!existsSync(folder)) {
      throw new UserError(
        "The local cloud has exported no billing data yet. Move its clock on, as by `sgdist local clock +3d`.",
      );
    }
    return openFiles(exportFiles(join(folder, "*.json")));
  }
  const { projects, billingAccount, billingDataset } = bootstrapPlan(specification.organization);
  return openTable({
    project: projects.billing.id,
    dataset: billingDataset,
    account: billingAccount,
    mostBytes: bytesOf(options.mostBytes),
    tell: (text) => console.error(text),
    environment: process.env,
  });
}

/** The month that is asked for; else the newest in files, or that of today. */
async function monthOf(source: Source, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return checkedMonth(asked);
  if (source.price) return pacificDate(Date.now()).slice(0, 7);
  const [row] = await source.run<NewestMonthRow>(newestMonthQuery(source.dialect, source.table));
  const month = row?.month;
  if (!month || !/^\d{6}$/.test(month)) throw new UserError(`There is no row in ${printable(source.title)}.`);
  return `${month.slice(0, 4)}-${month.slice(4)}`;
}

async function make(specification: Specification, root: string, options: CostReportOptions): Promise<Report> {
  const by = byOf(options.by);
  if (options.month !== undefined) checkedMonth(options.month);
  const source = await openSource(root, specification, options);
  const progress = new Live(false);
  progress.watch("cost report", undefined, `reading ${printable(source.title)}`);
  try {
    const month = await monthOf(source, options.month);
    const facts = await readFacts(source, {
      month,
      key: keyFor(by),
      ...(options.currency !== undefined && { currency: options.currency }),
      allServices: by.by === "folder" || by.by === "team" || by.by === "kind",
    });
    const estimates = projectEstimates(specification, today(), loadBook(root), facts.currency);
    return report(facts, by, plannedSpending(specification, today()), source.title, estimates);
  } finally {
    progress.stop();
    source.close();
  }
}

/** JSON as it may be shown: what is invisible in names is written out as JSON has it. */
const jsonText = (value: unknown): string => JSON.stringify(value, null, 2).split("\n").map(printable).join("\n");

/** The command cost report. */
export async function costReport(options: CostReportOptions): Promise<void> {
  const root = projectRoot();
  const specification = loadSpecification(root, today());
  const found = await make(specification, root, options);
  const format = options.json ? "json" : options.format;
  const text = {
    table: () => costReportText(found),
    html: () => reportHtml(found),
    json: () => jsonText(reportFacts(found)),
    csv: () => reportCsv(found).trimEnd(),
  }[format]();
  if (options.out === undefined) console.log(text);
  else {
    writeFileSync(options.out, `${text}\n`);
    console.error(`Wrote ${printable(options.out)}.`);
  }
}
