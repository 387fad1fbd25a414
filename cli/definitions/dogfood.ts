import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The commands of `dogfood`. */
export function defineDogfood(program: Command): void {
  const dogfood = program
    .command("dogfood")
    .description("let environments follow a branch of the product")
    .addHelpText(
      "after",
      examples(
        "sgdist dogfood status",
        "sgdist dogfood follow --dry-run",
        'sgdist dogfood pause dogfood --reason "demo"',
      ),
    );
  const load = () => import("../commands/dogfood.ts");

  dogfood
    .command("status")
    .description("show what environments that follow a branch run, how it is, and what would be done next")
    .argument("[names...]", "environments; default: all that follow a branch")
    .addHelpText("after", examples("GITHUB_TOKEN=… sgdist dogfood status", "sgdist dogfood status dogfood --json"))
    .action(async (names, _, command) => (await load()).dogfoodStatus(names, command.optsWithGlobals()));

  dogfood
    .command("follow")
    .description("decide once for each, and do it by a commit on the main branch")
    .argument("[names...]", "environments; default: all that follow a branch")
    .option("--dry-run", "only show what would be done")
    .addHelpText("after", examples("GITHUB_TOKEN=… sgdist dogfood follow", "sgdist dogfood follow dogfood --dry-run"))
    .action(async (names, _, command) => (await load()).followNow(names, command.optsWithGlobals()));

  dogfood
    .command("pause")
    .description("change nothing by itself until it is resumed, by a commit on the main branch")
    .argument("<name>", "the environment")
    .requiredOption("--reason <text>", "why, for whoever finds it paused")
    .option("--by <login>", "who asks; default: GITHUB_ACTOR")
    .addHelpText("after", examples('sgdist dogfood pause dogfood --reason "A demo at ten." --by ada'))
    .action(async (name, _, command) => (await load()).pauseNow(name, command.optsWithGlobals()));

  dogfood
    .command("resume")
    .description("end a pause, by a commit on the main branch")
    .argument("<name>", "the environment")
    .option("--by <login>", "who asks; default: GITHUB_ACTOR")
    .addHelpText("after", examples("sgdist dogfood resume dogfood --by ada"))
    .action(async (name, _, command) => (await load()).resumeNow(name, command.optsWithGlobals()));
}
