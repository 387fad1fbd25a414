import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The command `migrate-project`. */
export function defineMigrateProject(program: Command): void {
  program
    .command("migrate-project")
    .description("plan how all that is in a project gets into another one: order, commands, downtime, checks, way back")
    .argument("<source>", "the ID of the project that it is in")
    .requiredOption("--to <target>", "the ID of a project of the specification, or ci, dns, logs …, or an environment")
    .option("--out <file>", "write the checklist with all commands there, as Markdown")
    .option("--run", "copy what the program can copy itself: secrets, and the objects of buckets; only adds")
    .addHelpText(
      "after",
      examples(
        "sgdist migrate-project sourcegraph-ci --to ci",
        "sgdist migrate-project sourcegraph-ci --to ci --out move-ci.md",
        "sgdist migrate-project sourcegraph-ci --to ci --run",
        "sgdist migrate-project sourcegraph-ci --to ci --json | jq '.moved[].way'",
      ),
    )
    .action(async (source, _, command) =>
      (await import("../commands/migrate-project.ts")).migrateProject(source, command.optsWithGlobals()),
    );
}
