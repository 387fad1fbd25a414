import { Command, Option } from "commander";
import { addCompletion } from "./completion.ts";
import { showError } from "./run.ts";

const program = new Command("sgdist");

program
  .description("Runs a Google Cloud organisation that ships Sourcegraph: folders, projects, budgets and environments.")
  .addOption(
    new Option("--target <where>", "where to work; default: the local cloud, if there is one").choices([
      "local",
      "google",
    ]),
  )
  .addOption(new Option("--json", "print for machines"))
  .showHelpAfterError("(run it with --help for the usage)")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", "\nExit codes: 0 well, 1 failed, 2 a mistake in what was asked or written, 3 changes found.");

const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  sgdist ${line}`).join("\n")}`;

program
  .command("start")
  .description("set everything up, from nothing to a whole organisation on a local Google Cloud")
  .action(async () => (await import("./commands/start.ts")).start());

program
  .command("validate")
  .description("check organization.yaml, environments/ and ledger.yaml")
  .addHelpText("after", examples("validate", "validate --json"))
  .action(async (_, command) => (await import("./commands/validate.ts")).validate(command.optsWithGlobals()));

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
    .option("--parallel <count>", "how many stacks to work on at once");
  if (verb === "preview") command.option("--expect-no-changes", "exit with 3 if there are changes");
  command
    .addHelpText("after", examples(`${verb} env-dogfood`, `${verb} --all --json`))
    .action(async (stacks, _, self) =>
      (await import("./commands/operate.ts")).runOperation(verb, stacks, self.optsWithGlobals()),
    );
}

program
  .command("status")
  .description("show the organisation as a tree, and how each part of it is")
  .addHelpText("after", examples("status", `status --json | jq '.stacks[] | select(.state != "up")'`))
  .action(async (_, command) => (await import("./commands/status.ts")).status(command.optsWithGlobals()));

const env = program.command("env").description("make, list, show, extend and retire environments");

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
    examples(`env new demo --kind dynamic --owner search --purpose "Shows search to Initech" --type container`),
  )
  .action(async (name, _, command) => {
    const { sourcegraph: version, ...options } = command.optsWithGlobals();
    (await import("./commands/env.ts")).create(name, { ...options, version });
  });

env
  .command("list")
  .description("list the environments")
  .action(async (_, command) => (await import("./commands/env.ts")).list(command.optsWithGlobals()));

env
  .command("show")
  .description("show what an environment is made of")
  .argument("<name>")
  .action(async (name, _, command) => (await import("./commands/env.ts")).show(name, command.optsWithGlobals()));

env
  .command("extend")
  .description("let an environment live longer")
  .argument("<name>")
  .argument("<until>", "a day, or how many days more: 7d")
  .addHelpText("after", examples("env extend demo 7d", "env extend demo 2027-01-31"))
  .action(async (name, until, _, command) =>
    (await import("./commands/env.ts")).extend(name, until, command.optsWithGlobals()),
  );

env
  .command("retire")
  .description("lift the protection of an environment, so that it can be destroyed")
  .argument("<name>")
  .action(async (name, _, command) => (await import("./commands/env.ts")).retire(name, command.optsWithGlobals()));

const local = program.command("local").description("the local Google Cloud: a simulation that needs no account");

local
  .command("up")
  .description("start it")
  .addOption(
    new Option("--timing <timing>", "prompt: no delays; recorded: as recorded on Google Cloud").choices([
      "prompt",
      "recorded",
    ]),
  )
  .action(async (_, command) => (await import("./commands/local.ts")).up(command.optsWithGlobals()));

local
  .command("down")
  .description("stop it; its data stays")
  .option("--wipe", "remove its data too, and the state of all local stacks")
  .action(async (_, command) => (await import("./commands/local.ts")).down(command.optsWithGlobals()));

local
  .command("status")
  .description("show how it is")
  .action(async (_, command) => (await import("./commands/local.ts")).status(command.optsWithGlobals()));

local
  .command("env")
  .description("print the variables that point pulumi, gcloud and Google's clients at it")
  .argument("[stack]", "bootstrap, whose state is in its bucket and not with the others'")
  .addHelpText(
    "after",
    "\nExamples:\n" +
      `  eval "$(npx sgdist local env)" && npx pulumi preview -s env-dogfood\n` +
      `  eval "$(npx sgdist local env bootstrap)" && npx pulumi preview -s bootstrap`,
  )
  .action(async (stack, _, command) => (await import("./commands/local.ts")).env(stack, command.optsWithGlobals()));

local
  .command("clock")
  .description("show its time, or move it")
  .argument("[change]", "+3d, -2h, or reset")
  .addHelpText("after", examples("local clock", "local clock +3d", "local clock reset"))
  .action(async (change, _, command) => (await import("./commands/local.ts")).clock(change, command.optsWithGlobals()));

const fault = local.command("fault").description("let something go wrong on purpose");

fault
  .command("add")
  .description("ask for a fault")
  .requiredOption("--api <api>", "the API, such as cloudbilling")
  .option("--method <method>", "the method, such as projects.updateBillingInfo or *.create; default: all")
  .option("--status <code>", "the HTTP status to answer with")
  .option("--message <text>", "the error's message")
  .option("--delay <span>", "how late it answers: 500ms, 2s")
  .option("--times <count>", "how many calls it strikes; default: all")
  .option("--every <n>", "it strikes every n-th call")
  .option("--unready <span>", "how long the API stays unready after it was enabled: 60s")
  .option("--cut", "cut the connection after the work was done")
  .addHelpText(
    "after",
    examples(
      "local fault add --api cloudbilling --method projects.updateBillingInfo --status 503 --times 3",
      "local fault add --api compute --unready 60s",
      "local fault add --api billingbudgets --method '*.create' --cut --times 1",
    ),
  )
  .action(async (_, command) => (await import("./commands/local.ts")).addFault(command.optsWithGlobals()));

fault
  .command("list")
  .description("list the faults")
  .action(async (_, command) => (await import("./commands/local.ts")).listFaults(command.optsWithGlobals()));

fault
  .command("clear")
  .description("clear one fault, or all")
  .argument("[id]")
  .action(async (id, _, command) => (await import("./commands/local.ts")).clearFaults(id, command.optsWithGlobals()));

addCompletion(program);

// Commander reports mistakes in the arguments itself, and would end with 1.
program.exitOverride();
for (const command of [program, ...program.commands, ...env.commands, ...local.commands, ...fault.commands]) {
  command.exitOverride();
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = showError(error, process.argv.includes("--json"));
}
