import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** What is destroyed is named: what runs in an environment together with the environment. */
const exampleOf = (verb: string): string =>
  verb === "destroy"
    ? examples("sgdist destroy env-demo app-demo", "sgdist destroy app-demo --json")
    : examples(`sgdist ${verb} env-dogfood app-dogfood`, `sgdist ${verb} --all --json`);

/** The commands that work on the whole: start, validate, preview, up, refresh, destroy, status. */
export function defineStacks(program: Command): void {
  program
    .command("start")
    .description("set everything up, from nothing to a whole organisation on a local Google Cloud")
    .addHelpText("after", examples("sgdist start"))
    .action(async (_, command) => (await import("../commands/start.ts")).start(command.optsWithGlobals()));

  program
    .command("validate")
    .description("check organization.yaml, environments/, ledger.yaml and policies.yaml")
    .addHelpText("after", examples("sgdist validate", "sgdist validate --json"))
    .action(async (_, command) => (await import("../commands/validate.ts")).validate(command.optsWithGlobals()));

  for (const [verb, description] of [
    ["preview", "show what would change"],
    ["up", "make things as the specification says"],
    ["refresh", "read again how things are"],
    ["destroy", "take stacks down"],
  ] as const) {
    const command = program
      .command(verb)
      .description(description)
      .argument("[stacks...]", "the stacks to work on")
      .option("--all", "all stacks, dependencies first")
      .option("--parallel <count>", "how many stacks to work on at once; default: up to 10");
    if (verb === "preview") {
      command
        .option("--expect-no-changes", "exit with 3 if there are changes")
        .option("--refresh", "read first how things are, so that what somebody else changed is shown too")
        .addOption(
          new Option("--tier <tier>", "with --all: only the stacks of a tier").choices(["production", "nonproduction"]),
        );
    }
    command
      .addHelpText("after", exampleOf(verb))
      .action(async (stacks, _, self) =>
        (await import("../commands/operate.ts")).runOperation(verb, stacks, self.optsWithGlobals()),
      );
  }

  program
    .command("status")
    .description("show the organisation as a tree and how each part of it is, or what runs in an environment")
    .argument("[environment]", "an environment, to see its services")
    .addHelpText(
      "after",
      examples(
        "sgdist status",
        "sgdist status dogfood",
        `sgdist status --json | jq '.stacks[] | select(.state != "up")'`,
      ),
    )
    .action(async (environment, _, command) =>
      (await import("../commands/status.ts")).status(environment, command.optsWithGlobals()),
    );
}
