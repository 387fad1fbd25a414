/** Something that keeps the project from running at all, which the person at the keyboard can mend. */
export class SetupError extends Error {}

/**
 * Shows why the project can't run: a message for what can be mended, a stack for a bug.
 * @param {unknown} error
 */
export function reportSetupError(error) {
  const text = error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
