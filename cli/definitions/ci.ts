import { Argument, type Command, Option } from "commander";
import { examples } from "./examples.ts";

/** The commands of `ci`: what workflows do, a step each. */
export function defineCi(program: Command): void {
  const ci = program
    .command("ci")
    .description("what the workflows do, step by step; each can be run at home")
    .addHelpText(
      "after",
      examples("sgdist ci plan", "sgdist ci plan --base origin/main --head my-branch --no-preview"),
    );

  ci.command("plan")
    .description("show what a proposal changes, costs and breaks")
    .option("--base <commit>", "what it is to be merged into", "main")
    .option("--head <commit>", "what is proposed", "HEAD")
    .option("--no-preview", "ask neither the engine nor Google")
    .option("--most <count>", "how many stacks to preview at most", "20")
    .option("--parallel <count>", "how many previews at once; default: up to 10")
    .option("--out <folder>", "write comment.md, plan.md and plan.json there")
    .addHelpText(
      "after",
      `
Proposals are read out of git and merged there: nothing of them is checked out,
and what is run is the program in this folder. A proposal that changes the
program is planned on the local cloud, by both programs, if it is checked out.
${examples("sgdist ci plan", "sgdist ci plan --base origin/main --head origin/my-branch --out plan")}`,
    )
    .action(async (_, command) => (await import("../commands/ci/plan.ts")).plan(command.optsWithGlobals()));

  ci.command("fetch")
    .description("get what is proposed from where this repository came from, without checking it out")
    .argument("<commit>", "a commit, or a branch")
    .addHelpText("after", examples("sgdist ci fetch my-branch"))
    .action(async (commit, _, command) =>
      (await import("../commands/ci/fetch.ts")).fetchProposal(commit, command.optsWithGlobals()),
    );

  ci.command("comment")
    .description("say in a pull request what was found, in one comment that is replaced each time")
    .requiredOption("--pull-request <number>", "which one")
    .requiredOption(
      "--file <file>",
      "the comment.md of `ci plan`; where it is missing or empty, that it could not be made",
    )
    .option("--head <commit>", "what was looked at: nothing is said where the pull request has moved on since")
    .option("--proposed", "say above it that it was written by the program that is proposed")
    .addHelpText("after", examples("sgdist ci comment --pull-request 7 --file plan/comment.md"))
    .action(async (_, command) => (await import("../commands/ci/comment.ts")).comment(command.optsWithGlobals()));

  ci.command("deploy")
    .description("bring up what changed, take down what was removed, and tell the pull requests that brought it")
    .addOption(
      new Option("--tier <tier>", "whose stacks, and as whose deployer")
        .choices(["production", "nonproduction"])
        .makeOptionMandatory(),
    )
    .option("--since <commit>", "what was on the branch before: all that came since is told of")
    .option("--parallel <count>", "how many environments to work on at once; default: up to 10")
    .addHelpText("after", examples("sgdist ci deploy --tier nonproduction"))
    .action(async (_, command) => (await import("../commands/ci/deploy.ts")).deploy(command.optsWithGlobals()));

  ci.command("extend")
    .description("let an environment live longer, by a commit on the branch that is deployed")
    .argument("<name>")
    .argument("<until>", "a day, or a number of days such as 7d")
    .requiredOption("--by <login>", "who asks for it")
    .addHelpText("after", examples("sgdist ci extend demo 7d --by ada"))
    .action(async (name, until, _, command) =>
      (await import("../commands/ci/edit.ts")).extend(name, until, command.optsWithGlobals()),
    );

  ci.command("destroy")
    .description("remove an environment, by a commit on the branch that is deployed")
    .argument("<name>")
    .requiredOption("--by <login>", "who asks for it")
    .option("--plan <digest>", "refuse where it is another by now than whoever asked has seen")
    .addHelpText("after", examples("sgdist ci destroy demo --by ada"))
    .action(async (name, _, command) =>
      (await import("../commands/ci/edit.ts")).destroy(name, command.optsWithGlobals()),
    );

  ci.command("scope")
    .description("say whether a proposal changes the program, or production, and whom it may be planned as")
    .option("--base <commit>", "what it is to be merged into", "main")
    .option("--head <commit>", "what is proposed", "HEAD")
    .addHelpText("after", examples('sgdist ci scope >> "$GITHUB_OUTPUT"'))
    .action(async (_, command) => (await import("../commands/ci/scope.ts")).scope(command.optsWithGlobals()));

  ci.command("identity")
    .description("say which service account a workflow acts as")
    .addArgument(new Argument("<actor>").choices(["production", "nonproduction", "previewer", "watcher"]))
    .addHelpText("after", examples('sgdist ci identity nonproduction >> "$GITHUB_OUTPUT"'))
    .action(async (actor, _, command) =>
      (await import("../commands/ci/identity.ts")).identity(actor, command.optsWithGlobals()),
    );

  ci.command("start")
    .description("start a workflow on the branch that is deployed")
    .argument("<workflow>", "its file's name")
    .addHelpText("after", examples("sgdist ci start deploy.yml"))
    .action(async (workflow, _, command) =>
      (await import("../commands/ci/start.ts")).start(workflow, command.optsWithGlobals()),
    );
}
