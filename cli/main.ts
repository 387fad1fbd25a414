import { Command, Option } from "commander";
import metadata from "../package.json" with { type: "json" };
import { addCompletion } from "./completion.ts";
import { defineAdopt } from "./definitions/adopt.ts";
import { defineBootstrap } from "./definitions/bootstrap.ts";
import { defineCi } from "./definitions/ci.ts";
import { defineCost } from "./definitions/cost.ts";
import { defineDogfood } from "./definitions/dogfood.ts";
import { defineEnv } from "./definitions/env.ts";
import { examples } from "./definitions/examples.ts";
import { defineGuideline } from "./definitions/guideline.ts";
import { defineLimits } from "./definitions/limits.ts";
import { defineLocal } from "./definitions/local.ts";
import { defineMigrateProject } from "./definitions/migrate-project.ts";
import { defineNotify } from "./definitions/notify.ts";
import { definePreviews } from "./definitions/previews.ts";
import { definePrices } from "./definitions/prices.ts";
import { defineReconcile } from "./definitions/reconcile.ts";
import { defineRender } from "./definitions/render.ts";
import { defineStacks } from "./definitions/stacks.ts";
import { showError } from "./run.ts";

const exitCodesHelp = `Exit codes:
  0  all is well
  1  something failed, or breaks a mandatory guideline
  2  a mistake in what was asked or written
  3  preview --expect-no-changes found changes`;

const program = new Command("sgdist");

// `render` has a --version of its own, before which the program's would go.
if (!process.argv.includes("render")) program.version(metadata.version, "-V, --version", "print the version");

const json = process.argv.includes("--json");

program
  // For machines, what is wrong with the arguments is said as all else is.
  .configureOutput(json ? { writeErr: () => undefined } : {})
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
  .addHelpText(
    "after",
    `${examples("sgdist status", "sgdist preview --all", "sgdist up env-dogfood")}\n\n${exitCodesHelp}`,
  );

defineStacks(program);
defineBootstrap(program);
defineEnv(program);
defineAdopt(program);
defineMigrateProject(program);
definePreviews(program);
defineDogfood(program);
defineReconcile(program);
defineNotify(program);
defineRender(program);
defineGuideline(program);
defineCost(program);
definePrices(program);
defineLimits(program);
defineCi(program);
defineLocal(program);
addCompletion(program);

// Commander reports mistakes in the arguments itself, and would end with 1.
const override = (command: Command): void => {
  command.exitOverride();
  command.commands.forEach(override);
};
override(program);

// Who reads the output may have seen enough (`sgdist … | head`): what is being done is done all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = showError(error, json);
}
