import { type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** The commands of `prices`. */
export function definePrices(program: Command): void {
  const prices = program
    .command("prices")
    .description("show the prices that estimates are made with, or read them anew");

  prices
    .command("show")
    .description("show every price, where it was read and when")
    .addHelpText("after", examples("sgdist prices show", "sgdist prices show --json | jq '.prices[].key'"))
    .action(async (_, command) => (await import("../commands/prices.ts")).showPrices(command.optsWithGlobals()));

  prices
    .command("refresh")
    .description("read all prices from the Cloud Billing Catalog, and rewrite the price book")
    .option("--currency <code>", "such as EUR; default: that of the billing account")
    .option("--region <region...>", "regions besides those of the book and of the specification")
    .addOption(new Option("--dry-run", "show what would change, and write nothing"))
    .addHelpText(
      "after",
      examples(
        "sgdist prices refresh --dry-run",
        "sgdist prices refresh --target google",
        "sgdist prices refresh --target google --region europe-west3",
      ),
    )
    .action(async (_, command) => (await import("../commands/prices.ts")).refreshPrices(command.optsWithGlobals()));
}
