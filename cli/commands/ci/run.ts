import { commentLimit } from "../../../proposal/comment/parts.ts";
import { UserError } from "../../../spec/problem.ts";

/** The room for a comment's text besides its marker. */
export const markerRoom = commentLimit - 200;

/** The address of the run that this is a part of; undefined at home. */
export function runUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: NodeJS.ProcessEnv): string | undefined {
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return undefined;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

/** Where the rest of a comment is, as a sentence. */
export function runSentence(environment: NodeJS.ProcessEnv): string {
  const url = runUrl(environment);
  return url ? `All of it is in the artifact [plan](${url}).` : "`sgdist ci plan` shows all of it.";
}

/**
 * The number of a pull request.
 * @throws UserError for a text that is none.
 */
export function pullRequestNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new UserError(`${JSON.stringify(text)} is no number of a pull request. Allowed is a whole number from 1.`);
}
