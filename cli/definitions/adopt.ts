import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The commands of `adopt`. */
export function defineAdopt(program: Command): void {
  const adopt = program
    .command("adopt")
    .description("take over folders and projects that are there already, without making anything anew");

  adopt
    .command("inventory")
    .description(
      "list what there is, what it looks like, and whether and as what it can be taken over; changes nothing",
    )
    .option("--folder <folder>", "only a folder and what is in it, by key or number")
    .addHelpText(
      "after",
      examples("sgdist adopt inventory", "sgdist adopt inventory --json | jq '.projects[].verdict'"),
    )
    .action(async (_, command) => (await import("../commands/adopt.ts")).inventory(command.optsWithGlobals()));

  adopt
    .command("plan")
    .description("show what would differ, and write the specification of projects that are to be taken over")
    .argument("<projects...>", "their IDs")
    .option("--as <what>", "environment/NAME, foreign/NAME or shared/ci; default: what inventory proposes")
    .option("--kind <kind>", "the kind of an environment")
    .option("--owner <team>", "the team that owns it; default: by its label")
    .option("--folder <folder>", "the folder of a foreign project; default: by its environment")
    .option("--purpose <text>", "what it is for, in a line")
    .option("--budget <amount>", "a month; default: that of its budget now")
    .option("--dry-run", "show it, and write nothing")
    .addHelpText(
      "after",
      examples(
        "sgdist adopt plan acme-data-lake --dry-run",
        "sgdist adopt plan acme-data-lake --as foreign/data-lake --owner search",
        "sgdist adopt plan acme-ci --as shared/ci",
      ),
    )
    .action(async (projects, _, command) =>
      (await import("../commands/adopt.ts")).plan(projects, command.optsWithGlobals()),
    );

  adopt
    .command("import")
    .description(
      "import what is there into the state of a stack, and show what would still change; writes nothing to Google",
    )
    .argument("<stacks...>", "stacks such as foreign-data-lake, ci or organization")
    .addHelpText(
      "after",
      examples("sgdist adopt import foreign-data-lake", "sgdist adopt import organization ci --json"),
    )
    .action(async (stacks, _, command) =>
      (await import("../commands/adopt.ts")).importStacks(stacks, command.optsWithGlobals()),
    );
}
