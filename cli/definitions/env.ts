import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** The commands of `env`. */
export function defineEnv(program: Command): void {
  const env = program
    .command("env")
    .description("make, list, show, extend and retire environments")
    .addHelpText("after", examples("sgdist env list", "sgdist env show dogfood", "sgdist env extend demo 7d"));

  env
    .command("new")
    .description("write the file of a new environment, with a project ID that was never used")
    .argument("<name>", "its name: 2 to 20 lower-case letters, digits and hyphens")
    .requiredOption("--kind <kind>", "a kind of organization.yaml, such as dynamic")
    .requiredOption("--owner <team>", "the team that owns it")
    .requiredOption("--purpose <text>", "what it is for, in a line")
    .addOption(
      new Option("--type <type>", "how Sourcegraph is deployed")
        .choices(["kubernetes", "compose", "container"])
        .default("compose"),
    )
    .option("--sourcegraph <version>", "the version of Sourcegraph; default: main")
    .addOption(new Option("--size <size>", "default: s").choices(["xs", "s", "m", "l", "xl"]))
    .option("--budget <amount>", "a month; default: that of the kind")
    .option("--expires <day>", "the last day; default: by the kind")
    .option("--region <region>", "default: that of the organisation")
    .addHelpText(
      "after",
      examples(
        'sgdist env new demo --kind dynamic --owner search --purpose "A demo"',
        "sgdist env new demo --kind dynamic --owner search \\",
        '  --purpose "Shows search to Initech" --type container --expires 2026-12-24',
      ),
    )
    .action(async (name, _, command) => {
      const { sourcegraph: version, ...options } = command.optsWithGlobals();
      await (await import("../commands/env.ts")).create(name, { ...options, version });
    });

  env
    .command("list")
    .description("list the environments")
    .addHelpText("after", examples("sgdist env list", "sgdist env list --json | jq -r '.[].name'"))
    .action(async (_, command) => (await import("../commands/env.ts")).list(command.optsWithGlobals()));

  env
    .command("show")
    .description("show what an environment is made of")
    .argument("<name>")
    .addHelpText("after", examples("sgdist env show dogfood"))
    .action(async (name, _, command) => (await import("../commands/env.ts")).show(name, command.optsWithGlobals()));

  env
    .command("extend")
    .description("let an environment live longer")
    .argument("<name>")
    .argument("<until>", "a day, or how many days more: 7d")
    .addHelpText("after", examples("sgdist env extend demo 7d", "sgdist env extend demo 2027-01-31"))
    .action(async (name, until, _, command) =>
      (await import("../commands/env.ts")).extend(name, until, command.optsWithGlobals()),
    );

  env
    .command("retire")
    .description("lift the protection of an environment, so that it can be destroyed")
    .argument("<name>")
    .addHelpText(
      "after",
      examples(
        "sgdist env retire acme",
        "sgdist up env-acme app-acme         lifts the protection",
        "sgdist destroy env-acme app-acme    takes it down",
      ),
    )
    .action(async (name, _, command) => (await import("../commands/env.ts")).retire(name, command.optsWithGlobals()));
}
