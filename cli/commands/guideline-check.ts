import { verdictFacts } from "../../policies/audit/facts.ts";
import { isRefused } from "../../policies/evaluate.ts";
import { guidelines } from "../../policies/index.ts";
import { allPlannedVerdicts } from "../../policies/planned.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { notesOnAll } from "../../policies/settings/notes.ts";
import { loadSpecification } from "../../spec/load.ts";
import { projectRoot, today } from "../context.ts";
import { type Checked, checkText } from "../output/check.ts";
import { exitCodes, Reported } from "../run.ts";

/** The command guideline check: holds the whole plan against the guidelines, without asking anybody. */
export function check(options: { json?: boolean }): void {
  const root = projectRoot();
  const day = today();
  const specification = loadSpecification(root, day);
  const settings = loadSettings(root, specification);
  const found = allPlannedVerdicts(specification, settings, day);
  const checked = [...found].map(([stack, verdicts]): Checked => ({ stack, verdicts }));
  const all = checked.flatMap(({ verdicts }) => verdicts);
  const refused = all.some(isRefused);
  const notes = notesOnAll(guidelines, settings, new Set(Object.keys(specification.ledger)));
  if (options.json) {
    const verdicts = checked.flatMap(({ stack, verdicts: own }) =>
      own.map((verdict) => ({ stack, ...verdictFacts(verdict) })),
    );
    console.log(JSON.stringify({ stacks: [...found.keys()], broken: refused, verdicts, notes }, null, 2));
  } else console.log(checkText(checked, guidelines.length, notes));
  if (refused) throw new Reported(exitCodes.failed);
}
