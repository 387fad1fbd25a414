import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** The commands of `guideline`. */
export function defineGuideline(program: Command): void {
  const guideline = program
    .command("guideline")
    .description("show the guidelines, and hold the plan or a live organisation against them");

  guideline
    .command("list")
    .description("list the guidelines")
    .addHelpText("after", examples("sgdist guideline list", "sgdist guideline list --json | jq -r '.[].id'"))
    .action(async (_, command) => (await import("../commands/guideline.ts")).list(command.optsWithGlobals()));

  guideline
    .command("explain")
    .description("tell why a guideline is there, what it looks at, and how to mend what breaks it")
    .argument("<id>", "a guideline that `sgdist guideline list` shows")
    .addHelpText("after", examples("sgdist guideline explain budget-for-each-project"))
    .action(async (id, _, command) =>
      (await import("../commands/guideline.ts")).explain(id, command.optsWithGlobals()),
    );

  guideline
    .command("check")
    .description("hold the whole plan against the guidelines; exit with 1 if it breaks a mandatory one")
    .addHelpText("after", examples("sgdist guideline check", "sgdist guideline check --json | jq '.verdicts'"))
    .action(async (_, command) => (await import("../commands/guideline-check.ts")).check(command.optsWithGlobals()));

  guideline
    .command("audit")
    .description("report every live project against the guidelines; exit with 1 if one breaks a mandatory one")
    .option("--folder <folder>", "only a folder and what is in it: its key in organization.yaml, or its number")
    .addOption(new Option("--format <format>", "how to print it").choices(["table", "json"]).default("table"))
    .addHelpText(
      "after",
      examples(
        "sgdist guideline audit",
        "sgdist guideline audit --folder production",
        "sgdist guideline audit --json | jq '.projects[] | select(.planned | not)'",
      ),
    )
    .action(async (_, command) => (await import("../commands/guideline-audit.ts")).audit(command.optsWithGlobals()));

  guideline
    .command("advise")
    .description("tell where a workload belongs: in a project that there is, or in one of its own")
    .option("--from <file>", "a description as JSON, - for standard input; default: asks")
    .addHelpText(
      "after",
      examples(
        "sgdist guideline advise",
        `echo '{"name":"initech","what":"A replica.","owner":"search"}' | sgdist guideline advise --from -`,
      ),
    )
    .action(async (_, command) =>
      (await import("../commands/guideline-advise.ts")).adviseOn(command.optsWithGlobals()),
    );
}
