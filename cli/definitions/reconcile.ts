import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** The command `reconcile`. */
export function defineReconcile(program: Command): void {
  program
    .command("reconcile")
    .description("bring up what changed, take down what ended or was removed, and sweep what was left behind")
    .option("--dry-run", "show what would be done, and do nothing")
    .addOption(
      new Option(
        "--only <cause...>",
        "only what changed, has come to its end, whose file was removed, or was left behind",
      ).choices(["changed", "expired", "removed", "leaks"]),
    )
    .addOption(
      new Option("--tier <tier>", "only what the deployer of a tier may do; default: all").choices([
        "production",
        "nonproduction",
      ]),
    )
    .option("--parallel <count>", "how many environments to work on at once; default: up to 10")
    .addHelpText(
      "after",
      examples(
        "sgdist reconcile --dry-run",
        "sgdist reconcile --only changed --tier nonproduction",
        "sgdist reconcile --only expired removed leaks",
        "sgdist reconcile --json | jq '.notices[] | select(.new)'",
      ),
    )
    .action(async (_, command) => (await import("../commands/reconcile.ts")).runReconcile(command.optsWithGlobals()));
}
