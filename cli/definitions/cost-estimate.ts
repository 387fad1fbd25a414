import type { Command } from "commander";
import { examples } from "./examples.ts";

/** Adds `estimate` to the commands of `cost`. */
export function defineCostEstimate(cost: Command): void {
  cost
    .command("estimate")
    .description("show what environments will cost by list prices; exit with 1 if one is over its budget")
    .argument("[names...]", "environments; default: all, a line each")
    .addHelpText(
      "after",
      examples(
        "sgdist cost estimate",
        "sgdist cost estimate dogfood",
        "sgdist cost estimate --json | jq '.environments[].estimate.monthly'",
      ),
    )
    .action(async (names, _, command) =>
      (await import("../commands/cost-estimate.ts")).costEstimate(names, command.optsWithGlobals()),
    );
}
