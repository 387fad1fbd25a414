import { CommanderError } from "commander";
import { UserError } from "../spec/problem.ts";
import { failureText } from "./output/failure.ts";
import { paint } from "./output/style.ts";

/**
 * The exit codes: 0 well; 1 something failed, or breaks a mandatory guideline; 2 what was asked or written can't be
 * done; 3 `--expect-no-changes` found changes.
 */
export const exitCodes = { well: 0, failed: 1, mistaken: 2, changes: 3 } as const;

/** Something failed that has been shown already. */
export class Reported extends Error {
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }
}

/** What is wrong with the arguments, in a sentence. */
function mistakeIn({ code, message }: CommanderError): string {
  // It shows the help instead of saying so.
  if (code === "commander.help") return "A command is missing. Run it with --help for the usage.";
  return message.replace(/^error: /, "");
}

/** Shows an error: a message for what the user can mend and for what Google refused, a stack for a bug. Returns the exit code. */
export function showError(error: unknown, json: boolean): number {
  if (error instanceof Reported) return error.code;
  if (error instanceof CommanderError) {
    // Help that was asked for is no mistake.
    if (error.exitCode === 0) return exitCodes.well;
    // Commander has shown to people what is wrong with the arguments.
    if (json) console.log(JSON.stringify({ error: mistakeIn(error), problems: [] }, null, 2));
    return exitCodes.mistaken;
  }
  if (error instanceof UserError) {
    if (json) console.log(JSON.stringify({ error: error.message, problems: error.problems }, null, 2));
    else console.error(paint("red", error.message, process.stderr));
    return exitCodes.mistaken;
  }
  const failure = failureText(error);
  if (json && failure) console.log(JSON.stringify({ error: failure, problems: [] }, null, 2));
  else console.error(failure ? paint("red", failure, process.stderr) : error instanceof Error ? error.stack : error);
  return exitCodes.failed;
}
