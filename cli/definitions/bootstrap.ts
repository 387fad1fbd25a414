import { type Command, Option } from "commander";
import { bootstrapProjects } from "../../bootstrap/new-id.ts";
import { examples } from "./examples.ts";

/** The commands that begin on an organisation, and look it over: bootstrap and doctor. */
export function defineBootstrap(program: Command): void {
  program
    .command("bootstrap")
    .description("bring an organisation up, step by step: tells all that is short before the first change")
    .option("--check", "look only: what is short, and how far each step is")
    .option("-y, --yes", "don't ask before the first change, nor before a new project ID is written down")
    .option("--projects-left <count>", "how many more projects there may be, as the console says")
    .option("--links-left <count>", "how many more projects the billing account may pay for")
    .addOption(
      // It writes: with --check, nothing may be.
      new Option("--new-id <project>", "only choose another ID for a shared project, and write it down")
        .choices([...bootstrapProjects])
        .conflicts(["check", "projectsLeft", "linksLeft"]),
    )
    .addHelpText(
      "after",
      examples(
        "sgdist --target google bootstrap --check",
        "sgdist --target google bootstrap",
        "sgdist bootstrap --yes",
      ),
    )
    .action(async (_, command) => (await import("../commands/bootstrap.ts")).bootstrap(command.optsWithGlobals()));

  program
    .command("doctor")
    .description("list what could only be tried locally; with --real, look how it is on the organisation")
    .argument("[claims...]", "only some, by their names")
    .option("--real", "read how it is where --target says; changes nothing")
    .addHelpText("after", examples("sgdist doctor", "sgdist --target google doctor --real workload-identity budgets"))
    .action(async (claims, _, command) =>
      (await import("../commands/doctor.ts")).doctor(claims, command.optsWithGlobals()),
    );
}
