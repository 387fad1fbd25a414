import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** The command `reconcile`. */
export function defineReconcile(program: Command): void {
  program
    .command("reconcile")
    .description("warn, scale down and destroy environments that end, and sweep what was left behind")
    .option("--dry-run", "show what would be done, and do nothing")
    .addOption(
      new Option("--only <cause>", "only what has come to its end, whose file was removed, or was left behind").choices(
        ["expired", "removed", "leaks"],
      ),
    )
    .option("--parallel <count>", "how many environments to work on at once; default: up to 10")
    .addHelpText(
      "after",
      examples(
        "sgdist reconcile --dry-run",
        "sgdist reconcile --only expired",
        "sgdist reconcile --json | jq '.notices[] | select(.new)'",
      ),
    )
    .action(async (_, command) => (await import("../commands/reconcile.ts")).runReconcile(command.optsWithGlobals()));
}
