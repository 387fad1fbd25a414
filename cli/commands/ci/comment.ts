import { closeSync, openSync, readSync, statSync } from "node:fs";
import { openRepository } from "../../../github/open.ts";
import { say } from "../../../github/sticky-comment.ts";
import { assemble, commentLimit, type Part } from "../../../proposal/comment/parts.ts";
import { loadSpecification } from "../../../spec/load.ts";
import { UserError } from "../../../spec/problem.ts";
import { projectRoot, today } from "../../context.ts";
import { marks, paint } from "../../output/style.ts";
import { markerRoom, pullRequestNumber, runSentence, runUrl } from "./run.ts";

/** The options of `ci comment`. */
export interface CommentOptions {
  pullRequest: string;
  file: string;
  head?: string;
  proposed?: boolean;
  json?: boolean;
}

/** What is said above a text that can't be answered for. */
const proposedText =
  "> [!WARNING]\n> This changes the program, and what follows was written by the program that is proposed: main's doesn't " +
  "answer for it.";

/** The beginning of a file, as much as a comment can hold: its length is as its writer pleases. */
function beginning(file: string): string {
  const descriptor = openSync(file, "r");
  try {
    // A character has up to four bytes.
    const bytes = Buffer.alloc(4 * commentLimit);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got) {
      got = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.toString("utf8", 0, length).trim();
  } finally {
    closeSync(descriptor);
  }
}

/** What is said: what was found, within what GitHub takes; where nothing was, that. */
function textOf({ file, proposed }: CommentOptions): string {
  const is = statSync(file, { throwIfNoEntry: false });
  if (is && !is.isFile()) throw new UserError(`--file ${file} is no file. Allowed is the comment.md of \`ci plan\`.`);
  const found = is ? beginning(file) : "";
  if (!found) return failureText(process.env);
  const parts: Part[] = [
    ...(proposed ? [{ title: "whose it is", text: proposedText, isKept: true }] : []),
    { title: "the plan", text: found, isKept: true },
  ];
  return assemble(parts, runSentence(process.env), markerRoom);
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
  const outcome = await say(repository, number, "plan", textOf(options));
  const words = { made: "a comment was made", changed: "the comment was changed", same: "the comment stays as it is" };
  tell({ outcome }, options, `#${number}: ${words[outcome]}.`);
}

function tell(facts: object, { json }: CommentOptions, text: string): void {
  console.log(json ? JSON.stringify(facts, null, 2) : `${paint("green", marks.done)} ${text}`);
}
