import { GithubError } from "../../github/client.ts";
import { GoogleError } from "../../google/client.ts";
import { printable } from "../../spec/problem.ts";
import { Refusal } from "../../spending/controller/google/refusal.ts";

/** What google-auth-library says when it finds no credentials, or some that are of no use. */
const credentials =
  /credential file|GOOGLE_APPLICATION_CREDENTIALS|default credentials|incoming JSON object|invalid_grant|invalid_rapt|refresh token/;

/** An error and those that caused it. */
function chain(error: unknown): Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && !found.includes(at); at = at.cause) found.push(at);
  return found;
}

const refusals = [GoogleError, GithubError, Refusal];

/** What to tell of a failure that is no bug of this program: of credentials, or what Google or GitHub refused; undefined of others. */
export function failureText(error: unknown): string | undefined {
  const errors = chain(error);
  const useless = errors.find(({ message }) => credentials.test(message));
  if (useless) {
    return (
      `Google's credentials can't be used: ${printable(useless.message.split("\n")[0]!)}\n` +
      "Sign in with `gcloud auth application-default login`, or mend what GOOGLE_APPLICATION_CREDENTIALS names."
    );
  }
  const refused = errors.find((each) => refusals.some((refusal) => each instanceof refusal));
  return refused && printable(errors[0]!.message);
}
