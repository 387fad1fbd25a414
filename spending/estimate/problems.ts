import { SourceDocument } from "../../spec/document.ts";
import { fileOf } from "../../spec/edit.ts";
import type { Files } from "../../spec/load.ts";
import { type Problem, UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import { type Micros, microsPerUnit } from "../money.ts";
import type { PriceBook } from "../prices/book.ts";
import { type EnvironmentEstimate, estimateAll } from "./environment.ts";

/** Whole units that are at least as much. */
const atLeast = (amount: Micros): number => Math.ceil(amount / microsPerUnit);

/** Whether a plan says what is too expensive, and what to do; undefined when it isn't. */
export function overBudget(found: EnvironmentEstimate): Pick<Problem, "found" | "allowed" | "remedy"> | undefined {
  const { verdict, inMonth, budget, ceiling, kind, estimate } = found;
  if (verdict !== "over") return undefined;
  const needed = atLeast(inMonth.low);
  const { currency, untilEnd } = estimate;
  const span = untilEnd && inMonth === untilEnd ? "until its end" : "a month";
  const smaller = "choose a smaller size or fewer replicas";
  const shorter = untilEnd ? `, or let it end earlier` : "";
  return {
    found: `an environment that costs at least ${needed} ${currency} ${span}`,
    allowed:
      needed > ceiling ? `at most ${ceiling}, the ceiling of the kind ${kind}` : `at most its budget of ${budget}`,
    remedy:
      needed > ceiling
        ? `${capital(smaller)}${shorter}, or another kind.`
        : `Set \`budget: ${needed}\` or more, up to the kind's ceiling of ${ceiling}; or ${smaller}${shorter}.`,
  };
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);

/**
 * What is over its budget, with the line to mend. An environment that is retired is on its way out: it is let go, and
 * must not be held up. `names`: only these environments.
 */
export function budgetProblems(
  specification: Specification,
  files: Files,
  today: string,
  book: PriceBook,
  names?: readonly string[],
): Problem[] {
  return estimateAll(specification, today, book, names).flatMap((found) => {
    const problem = overBudget(found);
    const environment = specification.environments.get(found.name)!;
    if (!problem || environment.retired || (environment.expires ?? today) < today) return [];
    const file = fileOf(files, found.name);
    const document = new SourceDocument(file, files.get(file)!);
    return [document.problem([environment.budget === undefined ? "deployment" : "budget"], problem)];
  });
}

/** @throws UserError with everything that is over its budget. */
export function refuseOverBudget(...args: Parameters<typeof budgetProblems>): void {
  const problems = budgetProblems(...args);
  if (problems.length > 0) throw UserError.of(problems);
}
