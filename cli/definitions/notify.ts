import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The command `notify`. */
export function defineNotify(program: Command): void {
  program
    .command("notify")
    .description("tell people by Slack and mail what the reconciler did and they weren't told yet")
    .option("--dry-run", "show what the journal tells of, and send nothing")
    .addHelpText(
      "after",
      `
\`notifications\` in organization.yaml says where to. SGDIST_SLACK_TOKEN and SGDIST_SMTP_URL are read from the environment.
What is older than a week is not sent any more.
${examples("sgdist notify", "sgdist notify --dry-run", "sgdist notify --json | jq '.failed'")}`,
    )
    .action(async (_, command) => (await import("../commands/notify.ts")).notify(command.optsWithGlobals()));
}
