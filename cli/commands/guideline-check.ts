import { stackPlans } from "../../plan/stacks.ts";
import { verdictFacts } from "../../policies/audit/facts.ts";
import { isRefused } from "../../policies/evaluate.ts";
import { guidelines } from "../../policies/index.ts";
import { plannedVerdicts } from "../../policies/planned.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { loadSpecification } from "../../spec/load.ts";
import { projectRoot, today } from "../context.ts";
import { type Checked, checkText } from "../output/check.ts";
import { exitCodes, Reported } from "../run.ts";

/** A verdict that was given already is not given again: an application's stack is held to its environment's project. */
function once(all: Checked[]): Checked[] {
  const seen = new Set<string>();
  return all.map(({ stack, verdicts }) => ({
    stack,
    verdicts: verdicts.filter((verdict) => {
      const key = JSON.stringify(verdictFacts(verdict));
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    }),
  }));
}

/** The command guideline check: holds the whole plan against the guidelines, without asking anybody. */
export function check(options: { json?: boolean }): void {
  const root = projectRoot();
  const day = today();
  const specification = loadSpecification(root, day);
  const settings = loadSettings(root, specification);
  const stacks = stackPlans(specification);
  const checked = once(
    stacks.map((stack) => ({ stack: stack.name, verdicts: plannedVerdicts(specification, settings, stack, day) })),
  );
  const all = checked.flatMap(({ verdicts }) => verdicts);
  const refused = all.some(isRefused);
  if (options.json) {
    const verdicts = checked.flatMap(({ stack, verdicts: own }) =>
      own.map((verdict) => ({ stack, ...verdictFacts(verdict) })),
    );
    console.log(JSON.stringify({ stacks: stacks.map(({ name }) => name), broken: refused, verdicts }, null, 2));
  } else console.log(checkText(checked, guidelines.length));
  if (refused) throw new Reported(exitCodes.failed);
}
