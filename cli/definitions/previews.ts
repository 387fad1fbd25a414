import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The commands of `previews`. */
export function definePreviews(program: Command): void {
  const previews = program
    .command("previews")
    .description("give environments to pull requests of the product that have a label")
    .addHelpText("after", examples("sgdist previews list", "sgdist previews plan", "sgdist previews reconcile --json"));

  previews
    .command("list")
    .description("show the slots, and who has them")
    .addHelpText("after", examples("sgdist previews list", "sgdist previews list --json"))
    .action(async (_, command) => (await import("../commands/previews.ts")).listPreviews(command.optsWithGlobals()));

  previews
    .command("plan")
    .description("read pull requests and slots, and show what would be done")
    .addHelpText("after", examples("GITHUB_TOKEN=… sgdist previews plan"))
    .action(async (_, command) => (await import("../commands/previews.ts")).planPreviewsNow(command.optsWithGlobals()));

  previews
    .command("reconcile")
    .description("give, keep and end leases by one commit on the main branch, and tell the pull requests")
    .addHelpText("after", examples("GITHUB_TOKEN=… sgdist previews reconcile"))
    .action(async (_, command) =>
      (await import("../commands/previews.ts")).reconcilePreviews(command.optsWithGlobals()),
    );
}
