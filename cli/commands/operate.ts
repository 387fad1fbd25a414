import { totalmem } from "node:os";
import { checkDestruction, operate, type Report, StackFailure, type Verb } from "../../engine/operations.ts";
import { type Outcome, reversed, schedule } from "../../engine/schedule.ts";
import { asTheyStand, type StackPlan } from "../../plan/stacks.ts";
import { UserError } from "../../spec/problem.ts";
import type { Tier } from "../../spec/schema/organization.ts";
import { type Difference, differenceOf } from "../../spending/estimate/difference.ts";
import { differenceForMachines } from "../../spending/estimate/text.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { type Context, chooseStacks, openContext } from "../context.ts";
import { countChanges, hasChanges, listSteps } from "../output/changes.ts";
import { differenceTable } from "../output/difference.ts";
import { Live } from "../output/live.ts";
import { duration, marks, paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { exitCodes, Reported } from "../run.ts";

/** The options of preview, up, refresh and destroy. */
export interface OperateOptions {
  all?: boolean;
  json?: boolean;
  target?: string;
  parallel?: string;
  expectNoChanges?: boolean;
  refresh?: boolean;
  tier?: Tier;
}

/** What each previewed stack costs, and by how much that would change. */
function differencesOf({ root, specification, stacks }: Context, outcomes: Outcome<Report>[]): Map<string, Difference> {
  const book = loadBook(root);
  const environments = new Map(stacks.map(({ name, environment }) => [name, environment]));
  const regionOf = (stack: string) =>
    specification.environments.get(environments.get(stack) ?? "")?.region ?? specification.organization.region;
  return new Map(
    outcomes.flatMap((outcome) =>
      outcome.status === "done" && outcome.result.verb === "preview"
        ? [[outcome.name, differenceOf(book, outcome.result.resources, regionOf(outcome.name))]]
        : [],
    ),
  );
}

/** A summary of how each stack went, for machines. */
export const asJson = (outcomes: Outcome<Report>[], differences: ReadonlyMap<string, Difference>) =>
  outcomes.map((outcome) => {
    if (outcome.status === "done") {
      const { resources: _, ...result } = outcome.result;
      const difference = differences.get(outcome.name);
      return { status: outcome.status, ...result, ...(difference && { cost: differenceForMachines(difference) }) };
    }
    if (outcome.status === "skipped") return { stack: outcome.name, status: outcome.status, because: outcome.because };
    const { error } = outcome;
    const failure =
      error instanceof StackFailure ? { errors: error.errors, remedies: error.remedies } : { errors: [String(error)] };
    return { stack: outcome.name, status: outcome.status, ...failure };
  });

function summary(outcomes: Outcome<Report>[]): string {
  const rows = outcomes.map((outcome) => {
    if (outcome.status === "done") {
      return [paint("green", marks.done), outcome.name, countChanges(outcome.result), duration(outcome.result.seconds)];
    }
    const why = outcome.status === "skipped" ? `waits for ${outcome.because}` : "failed";
    return [paint(outcome.status === "skipped" ? "dim" : "red", marks[outcome.status]), outcome.name, why, ""];
  });
  return table(["", "STACK", "RESULT", "TIME"], rows, [3]);
}

/** The most stacks that are worked on at once unless more is asked for: Google's quotas on new projects are small. */
const manyStacks = 10;

/** What a stack's engine, program and provider take together at most, in bytes. */
const memoryOfStack = 2 ** 30;

/**
 * The number that an option asks for.
 * @throws UserError for anything but a whole number from 1.
 */
export function countOf(option: string, asked: string): number {
  const count = Number(asked);
  if (!Number.isInteger(count) || count < 1) throw new UserError(`${option} ${asked}: allowed is a number from 1.`);
  return count;
}

/** How many stacks to work on at once. An update mostly waits for Google, so memory is what limits it. */
export function parallelism(asked: string | undefined): number {
  if (asked === undefined) return Math.max(2, Math.min(manyStacks, Math.floor(totalmem() / memoryOfStack)));
  return countOf("--parallel", asked);
}

/** Does something with stacks, dependencies first, independent ones side by side. Returns how each went. */
export async function operateAll(
  { workspace }: Context,
  stacks: StackPlan[],
  verb: Verb,
  options: OperateOptions,
): Promise<Outcome<Report>[]> {
  const live = new Live(options.json ?? false);
  try {
    return await schedule(
      verb === "destroy" ? reversed(asTheyStand(stacks)) : stacks,
      parallelism(options.parallel),
      (stack) => operate(workspace, stack, verb, (name, state, note) => live.watch(name, state, note), options.refresh),
      (outcome) => {
        if (outcome.status === "done") {
          const { result } = outcome;
          live.finish(outcome.name, `${countChanges(result)} · ${duration(result.seconds)}`, false);
          for (const { type, urn, id } of result.adopted) {
            live.print(`  took in what was there already: ${type} ${urn.split("::").at(-1)} (${id})`);
          }
          for (const warning of result.warnings) live.print(paint("yellow", `  ${warning}`, process.stderr));
        } else if (outcome.status === "failed") live.finish(outcome.name, "failed", true);
      },
    );
  } finally {
    live.stop();
  }
}

/** The exit code for what failed: whether all of it was a mistake in what was asked or written. */
export function failureCode(outcomes: readonly Outcome<Report>[]): number {
  const errors = outcomes.flatMap((outcome) => (outcome.status === "failed" ? [outcome.error] : []));
  const mistaken = errors.every((error) => error instanceof UserError && !(error instanceof StackFailure));
  return mistaken ? exitCodes.mistaken : exitCodes.failed;
}

/** Shows what failed, and why. */
export function showFailures(outcomes: readonly Outcome<Report>[]): void {
  for (const outcome of outcomes) {
    if (outcome.status !== "failed") continue;
    const { error } = outcome;
    const text = error instanceof UserError ? error.message : ((error as Error).stack ?? String(error));
    console.error(`\n${paint("red", text, process.stderr)}`);
  }
}

/** Shows how everything went, and fails if anything did. */
export function conclude(context: Context, outcomes: Outcome<Report>[], verb: Verb, options: OperateOptions): void {
  const differences = verb === "preview" ? differencesOf(context, outcomes) : new Map<string, Difference>();
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  if (options.json) console.log(JSON.stringify(asJson(outcomes, differences), null, 2));
  else {
    for (const outcome of outcomes) {
      if (verb === "preview" && outcome.status === "done" && hasChanges(outcome.result)) {
        console.log(`\n${paint("bold", outcome.name)}\n${listSteps(outcome.result)}`);
      }
    }
    showFailures(outcomes);
    console.log(`\n${summary(outcomes)}`);
    const costs = differenceTable([...differences]);
    if (costs) console.log(`\n${costs}`);
  }
  if (failed.length > 0) throw new Reported(failureCode(outcomes));
  const changed = outcomes.some((outcome) => outcome.status === "done" && hasChanges(outcome.result));
  if (options.expectNoChanges && changed) throw new Reported(exitCodes.changes);
}

/** The commands preview, up, refresh and destroy. */
export async function runOperation(verb: Verb, names: string[], options: OperateOptions): Promise<void> {
  const context = await openContext(options.target);
  const { tier, all } = options;
  if (tier && !all) throw new UserError("--tier goes with --all: name stacks, or a tier of all of them.");
  const stacks = chooseStacks(context.stacks, names, all).filter((stack) => !tier || stack.tier === tier);
  if (verb === "destroy") await checkDestruction(context.workspace, stacks);
  conclude(context, await operateAll(context, stacks, verb, options), verb, options);
}
