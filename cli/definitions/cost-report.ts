import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** Adds `report` to the commands of `cost`. */
export function defineCostReport(cost: Command): void {
  cost
    .command("report")
    .description("show what everything cost in a month, and why it changed, from the billing export")
    .option("--month <month>", "the month of the invoice, such as 2026-11; default: the newest")
    .option("--by <what>", "what has a row: project, folder, team, kind, service or label:KEY", "project")
    .addOption(
      new Option("--format <format>", "how to show it").choices(["table", "html", "json", "csv"]).default("table"),
    )
    .option("--export <files>", "files of a billing export, JSON lines or Parquet; a pattern in quotes")
    .option("--currency <currency>", "the currency, where the export has several")
    .option("--most-bytes <size>", "the most that BigQuery may read, and bill", "100GiB")
    .option("--out <file>", "the file to write; default: prints it")
    .addHelpText(
      "after",
      examples(
        "sgdist cost report",
        "sgdist cost report --month 2026-11 --by team",
        "sgdist cost report --format html --out report.html",
        "sgdist cost report --export 'export/*.parquet' --by label:env",
        "sgdist cost report --json | jq '.groups[].rows[] | select(.budgetUsed > 1) | .key'",
      ),
    )
    .action(async (_, command) => (await import("../commands/cost-report.ts")).costReport(command.optsWithGlobals()));
}
