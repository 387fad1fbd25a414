import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The command limits, and its command lift. */
export function defineLimits(program: Command): void {
  const limits = program
    .command("limits")
    .description("show what limits on spending did, and take it back")
    .argument("[name]", "an environment, to see all that happened; default: all, a line each")
    .addHelpText(
      "after",
      examples(
        "sgdist limits",
        "sgdist limits demo",
        `sgdist limits --json | jq '.environments[] | select(.step != "none")'`,
      ),
    )
    .action(async (name, _, command) =>
      (await import("../commands/limits.ts")).showLimits(name, command.optsWithGlobals()),
    );

  limits
    .command("lift")
    .description("take back what a limit did to an environment, for the rest of the month")
    .argument("<name>")
    .requiredOption("--reason <text>", "why, for the journal and for those who come after you")
    .addHelpText("after", examples('sgdist limits lift demo --reason "The customer sees it today"'))
    .action(async (name, _, command) =>
      (await import("../commands/limits-lift.ts")).liftLimit(name, command.optsWithGlobals()),
    );
}
