import { CommanderError } from "commander";
import { UserError } from "../spec/problem.ts";
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

/** Shows an error: a message for what the user can mend, a stack for a bug. Returns the exit code. */
export function showError(error: unknown, json: boolean): number {
  if (error instanceof Reported) return error.code;
  // Commander has said what is wrong with the arguments; help that was asked for is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.well : exitCodes.mistaken;
  if (error instanceof UserError) {
    if (json) console.log(JSON.stringify({ error: error.message, problems: error.problems }, null, 2));
    else console.error(paint("red", error.message, process.stderr));
    return exitCodes.mistaken;
  }
  console.error(error instanceof Error ? error.stack : error);
  return exitCodes.failed;
}
