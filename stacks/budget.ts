import { log, RunError } from "@pulumi/pulumi";
import type { StackPlan } from "../plan/stacks.ts";
import { readFiles } from "../spec/load.ts";
import { describeProblem, UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";
import { estimateAll } from "../spending/estimate/environment.ts";
import { budgetProblems } from "../spending/estimate/problems.ts";
import { costLine, currencyWarning, unpricedLines } from "../spending/estimate/text.ts";
import type { PriceBook } from "../spending/prices/book.ts";
import { loadBook } from "../spending/prices/load.ts";
import { root } from "./root.ts";

function readBook(): PriceBook {
  try {
    return loadBook(root);
  } catch (error) {
    if (error instanceof UserError) throw new RunError(error.message);
    throw error;
  }
}

/**
 * Tells what an environment will cost, and holds that against its budget before anything is made: a plain `pulumi up`
 * refuses what is over it, of the environment and of what runs in it.
 * @throws RunError when even the least that it will cost is over its budget.
 */
export function holdToBudget(specification: Specification, stack: StackPlan, today: string): void {
  if (stack.environment === undefined) return;
  const book = readBook();
  const names = [stack.environment];
  const problems = budgetProblems(specification, readFiles(root), today, book, names);
  if (problems.length > 0) {
    throw new RunError(
      `The environment ${stack.environment} would be over its budget, so nothing was changed:\n` +
        `${problems.map(describeProblem).join("\n")}\n` +
        `\`sgdist cost estimate ${stack.environment}\` shows what it is made of.`,
    );
  }
  // Told once, by the stack that makes most of it.
  if (stack.kind !== "environment") return;
  for (const found of estimateAll(specification, today, book, names)) {
    const tell = found.verdict === "within" ? log.info : log.warn;
    tell(costLine(found));
    for (const line of unpricedLines(found.estimate.unpriced)) log.info(`Not in the estimate: ${line}.`);
  }
}

/** Warns when what it costs and what it may can't be compared. `account`: the currency of the billing account. */
export function compareCurrency(account: string): void {
  const warning = currencyWarning(readBook(), account);
  if (warning) log.warn(warning);
}
