import { existsSync, readFileSync } from "node:fs";
import { openRepository } from "../../../github/open.ts";
import { say } from "../../../github/sticky-comment.ts";
import { loadSpecification } from "../../../spec/load.ts";
import { projectRoot, today } from "../../context.ts";
import { marks, paint } from "../../output/style.ts";
import { pullRequestNumber, runUrl } from "./run.ts";

/** The options of `ci comment`. */
export interface CommentOptions {
  pullRequest: string;
  file: string;
  head?: string;
  json?: boolean;
}

/** What is said where nothing could be found out. */
function failureText(environment: NodeJS.ProcessEnv): string {
  const url = runUrl(environment);
  return (
    "### ❌ The plan could not be made\n\nSomething went wrong before anything was known of this change. " +
    `${url ? `[The run](${url}) shows what; it` : "It"} can be started again.`
  );
}

/** The command ci comment: says in a pull request what `ci plan` found, in one comment that is replaced each time. */
export async function comment(options: CommentOptions): Promise<void> {
  const number = pullRequestNumber(options.pullRequest);
  const { organization } = loadSpecification(projectRoot(), today());
  const report = (message: string) => console.error(paint("dim", message, process.stderr));
  const repository = openRepository(organization.github.repository, process.env, { report });
  // What was found out about a commit that isn't proposed any more would hide what is found out about the one that is.
  if (options.head !== undefined) {
    const { head } = await repository.pullRequest(number);
    if (head.commit !== options.head) {
      tell({ outcome: "outdated" }, options, `#${number} is at ${head.commit.slice(0, 10)} by now: nothing was said.`);
      return;
    }
  }
  const text = existsSync(options.file) ? readFileSync(options.file, "utf8").trim() : failureText(process.env);
  const outcome = await say(repository, number, "plan", text);
  const words = { made: "a comment was made", changed: "the comment was changed", same: "the comment stays as it is" };
  tell({ outcome }, options, `#${number}: ${words[outcome]}.`);
}

function tell(facts: object, { json }: CommentOptions, text: string): void {
  console.log(json ? JSON.stringify(facts, null, 2) : `${paint("green", marks.done)} ${text}`);
}
