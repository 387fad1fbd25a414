import type { Command } from "commander";
import { examples } from "./examples.ts";

/** The commands of `local` that are about who may do what. */
export function defineLocalAccess(local: Command): void {
  local
    .command("token")
    .description("print a token of somebody: with it in GOOGLE_OAUTH_ACCESS_TOKEN, commands run with their rights")
    .argument("<member>", "user:ada@example.com or serviceAccount:previewer@PROJECT.iam.gserviceaccount.com")
    .option("--seconds <seconds>", "how long it is good for; default: for ever")
    .addHelpText(
      "after",
      examples(
        "sgdist local token user:ada@example.com",
        "export GOOGLE_OAUTH_ACCESS_TOKEN=$(sgdist local token user:ada@example.com)",
      ),
    )
    .action(async (member, _, command) =>
      (await import("../commands/local-access.ts")).token(member, command.optsWithGlobals()),
    );

  local
    .command("group")
    .description("say who is in a group of the directory; without members, show who is")
    .argument("<group>", "its e-mail address")
    .argument("[members...]", "user:ada@example.com, group:search@example.com")
    .addHelpText("after", examples("sgdist local group search@example.com user:ada@example.com"))
    .action(async (group, members, _, command) =>
      (await import("../commands/local-access.ts")).group(group, members, command.optsWithGlobals()),
    );

  local
    .command("access")
    .description("show the roles that identities have, and what they made use of since the cloud was started")
    .argument("[member]", "one of them, or the beginning of its name")
    .option("--without <roles>", "roles that are taken for not given: roles/owner,roles/editor")
    .addHelpText(
      "after",
      examples(
        "sgdist local access",
        "sgdist local access serviceAccount:deployer --without roles/owner",
        "sgdist local access --json",
      ),
    )
    .action(async (member, _, command) =>
      (await import("../commands/local-access.ts")).access(member, command.optsWithGlobals()),
    );

  local
    .command("refusals")
    .description("show what was refused for want of a permission since the cloud was started")
    .addHelpText("after", examples("sgdist local refusals", "sgdist local refusals --json"))
    .action(async (_, command) => (await import("../commands/local-access.ts")).refusals(command.optsWithGlobals()));
}
