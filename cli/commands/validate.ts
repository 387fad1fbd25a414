import { stackPlans } from "../../plan/stacks.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { loadSpecification, readFiles } from "../../spec/load.ts";
import { refuseOverBudget } from "../../spending/estimate/problems.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { projectRoot, today } from "../context.ts";
import { marks, paint } from "../output/style.ts";

/** The command validate: checks the specification, and how guidelines are held, without asking anybody. */
export function validate(options: { json?: boolean }): void {
  const root = projectRoot();
  const specification = loadSpecification(root, today());
  loadSettings(root, specification);
  refuseOverBudget(specification, readFiles(root), today(), loadBook(root));
  const stacks = stackPlans(specification);
  if (options.json) {
    console.log(JSON.stringify({ environments: [...specification.environments.keys()], stacks }, null, 2));
    return;
  }
  const count = specification.environments.size;
  const environments = count === 1 ? "1 environment" : `${count} environments`;
  console.log(`${paint("green", marks.done)} ${environments}, ${stacks.length} stacks: no problems`);
}
