import { allShown, chosenClaims, examineClaims } from "../../doctor/examine.ts";
import { UserError } from "../../spec/problem.ts";
import { clockOf, openContext } from "../context.ts";
import { claimsText, examinedText } from "../output/doctor.ts";
import { exitCodes, Reported } from "../run.ts";

/** The command doctor: what could only be tried locally; with --real, how it is on the organisation. Changes nothing. */
export async function doctor(
  ids: string[],
  options: { real?: boolean; json?: boolean; target?: string },
): Promise<void> {
  const chosen = chosenClaims(ids);
  if (!options.real) {
    if (options.target) throw new UserError("--target goes with --real: without it, nothing is asked anywhere.");
    const facts = chosen.map(({ id, claim, tried, shownBy }) => ({
      id,
      claim,
      tried,
      ...("hand" in shownBy ? { hand: shownBy.hand } : { reads: shownBy.reads }),
    }));
    console.log(options.json ? JSON.stringify(facts, null, 2) : claimsText(chosen));
    return;
  }
  const context = await openContext(options.target);
  const now = (await clockOf(context))();
  const examined = await examineClaims(context.workspace.google, context.specification, chosen, now);
  console.log(options.json ? JSON.stringify(examined, null, 2) : examinedText(examined));
  if (!allShown(examined)) throw new Reported(exitCodes.failed);
}
