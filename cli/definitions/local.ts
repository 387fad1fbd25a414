import { type Command, Option } from "commander";
import { examples } from "./examples.ts";
import { defineLocalAccess } from "./local-access.ts";

/** The commands of `local`. */
export function defineLocal(program: Command): void {
  const local = program
    .command("local")
    .description("the local Google Cloud: a simulation that needs no account")
    .addHelpText("after", examples("sgdist local up", "sgdist local status", "sgdist local down --wipe"));

  local
    .command("up")
    .description("start it")
    .addOption(
      new Option("--timing <timing>", "prompt: no delays; recorded: as recorded on Google Cloud").choices([
        "prompt",
        "recorded",
      ]),
    )
    .addHelpText("after", examples("sgdist local up", "sgdist local up --timing recorded"))
    .action(async (_, command) => (await import("../commands/local.ts")).up(command.optsWithGlobals()));

  local
    .command("down")
    .description("stop it; its data stays")
    .option("--wipe", "remove its data too, and the state of all local stacks")
    .addHelpText("after", examples("sgdist local down", "sgdist local down --wipe"))
    .action(async (_, command) => (await import("../commands/local.ts")).down(command.optsWithGlobals()));

  local
    .command("status")
    .description("show how it is")
    .addHelpText("after", examples("sgdist local status", "sgdist local status --json"))
    .action(async (_, command) => (await import("../commands/local.ts")).status(command.optsWithGlobals()));

  local
    .command("env")
    .description("print the variables that point pulumi, gcloud and Google's clients at it")
    .argument("[stack]", "bootstrap, whose state is in its bucket and not with the others'")
    .addHelpText(
      "after",
      examples(
        'eval "$(npx sgdist local env)" && npx pulumi preview -s env-dogfood',
        'eval "$(npx sgdist local env bootstrap)" && npx pulumi preview -s bootstrap',
      ),
    )
    .action(async (stack, _, command) => (await import("../commands/local.ts")).env(stack, command.optsWithGlobals()));

  defineClock(local);
  defineMeter(local);
  defineFault(local);
  defineLocalAccess(local);
}

/** The commands of `local fault`. */
function defineFault(local: Command): void {
  const fault = local
    .command("fault")
    .description("let something go wrong on purpose")
    .addHelpText(
      "after",
      examples(
        "sgdist local fault add --api cloudbilling --status 503 --times 3",
        "sgdist local fault list",
        "sgdist local fault clear",
      ),
    );

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
        "sgdist local fault add --api cloudbilling --status 503 --times 3",
        "sgdist local fault add --api compute --unready 60s",
        "sgdist local fault add --api billingbudgets --method '*.create' --cut",
      ),
    )
    .action(async (_, command) => (await import("../commands/local.ts")).addFault(command.optsWithGlobals()));

  fault
    .command("list")
    .description("list the faults")
    .addHelpText("after", examples("sgdist local fault list"))
    .action(async (_, command) => (await import("../commands/local.ts")).listFaults(command.optsWithGlobals()));

  fault
    .command("clear")
    .description("clear one fault, or all")
    .argument("[id]")
    .addHelpText("after", examples("sgdist local fault clear", "sgdist local fault clear 2"))
    .action(async (id, _, command) =>
      (await import("../commands/local.ts")).clearFaults(id, command.optsWithGlobals()),
    );
}

/** The command `local clock` and what is below it. */
function defineClock(local: Command): void {
  const clock = local
    .command("clock")
    .description("show its time, or move it at once")
    .argument("[change]", "+3d, -2h, or reset")
    // A span that begins with a minus is none.
    .allowUnknownOption()
    .addHelpText(
      "after",
      examples(
        "sgdist local clock",
        "sgdist local clock +3d",
        "sgdist local clock reset",
        "sgdist local clock advance 30d",
      ),
    )
    .action(async (change, _, command) =>
      (await import("../commands/local.ts")).clock(change, command.optsWithGlobals()),
    );

  clock
    .command("advance")
    .description("let time pass hour by hour: costs are metered, budgets tell, and who is told can act")
    .argument("<span>", "how long: 30d, 12h")
    .allowUnknownOption()
    .addHelpText("after", examples("sgdist local clock advance 30d", "sgdist local clock advance 12h --json"))
    .action(async (span, _, command) =>
      (await import("../commands/local-meter.ts")).advance(span, command.optsWithGlobals()),
    );
}

/** The command `local meter` and what is below it. */
function defineMeter(local: Command): void {
  const meter = local
    .command("meter")
    .description("show what its projects consumed, and how much of that is in the billing export")
    .option("--month <month>", "the month of Pacific time: 2026-11; default: the last")
    .addHelpText("after", examples("sgdist local meter", "sgdist local meter --month 2026-11 --json"))
    .action(async (_, command) => (await import("../commands/local-meter.ts")).meter(command.optsWithGlobals()));

  meter
    .command("promote")
    .description("give the billing account a promotion, which costs are taken from until it is used up")
    .argument("<amount>", "in the account's currency: 300")
    .option("--name <name>", "what it is called", "Promotion")
    .addHelpText("after", examples("sgdist local meter promote 300"))
    .action(async (amount, _, command) =>
      (await import("../commands/local-meter.ts")).promote(amount, command.optsWithGlobals()),
    );
}
