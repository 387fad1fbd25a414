import { closest } from "fastest-levenshtein";
import { guidelines } from "../../policies/index.ts";
import { UserError } from "../../spec/problem.ts";
import { guidelineTable, guidelineText, parametersOf } from "../output/guideline.ts";

/** The command guideline list. */
export function list(options: { json?: boolean }): void {
  const facts = guidelines.map(({ id, topic, level = "mandatory", title }) => ({ id, topic, level, title }));
  console.log(options.json ? JSON.stringify(facts, null, 2) : guidelineTable(guidelines));
}

/** The command guideline explain. */
export function explain(id: string, options: { json?: boolean }): void {
  const guideline = guidelines.find((each) => each.id === id);
  if (!guideline) {
    const ids = guidelines.map((each) => each.id);
    throw new UserError(
      `There is no guideline ${id}. Did you mean ${closest(id, ids)}? \`sgdist guideline list\` shows all.`,
    );
  }
  if (!options.json) {
    console.log(guidelineText(guideline));
    return;
  }
  const { check: _, apart: __, parameters: ___, level = "mandatory", ...facts } = guideline;
  console.log(JSON.stringify({ ...facts, level, parameters: parametersOf(guideline) }, null, 2));
}
