import { loadSpecification } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import { type EnvironmentEstimate, estimateAll } from "../../spending/estimate/environment.ts";
import { ageWarning, forMachines } from "../../spending/estimate/text.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { projectRoot, today } from "../context.ts";
import { estimateDetails, estimateTable } from "../output/estimate.ts";
import { paint } from "../output/style.ts";
import { exitCodes, Reported } from "../run.ts";

/** The environments that are named, or all; refuses unknown names. */
function chosen({ environments }: Specification, names: readonly string[]): string[] {
  const all = [...environments.keys()];
  const unknown = names.filter((name) => !environments.has(name));
  if (unknown.length > 0) {
    throw new UserError(`No environment is called ${unknown.join(" or ")}. There are: ${all.join(", ")}.`);
  }
  return names.length > 0 ? [...names] : all;
}

/** The command cost estimate. */
export function costEstimate(names: string[], options: { json?: boolean }): void {
  const root = projectRoot();
  const specification = loadSpecification(root, today());
  const book = loadBook(root);
  const found = estimateAll(specification, today(), book, chosen(specification, names));
  if (options.json)
    console.log(JSON.stringify({ currency: book.currency, environments: found.map(forMachines) }, null, 2));
  else show(found, names.length > 0);
  if (found.some(({ verdict }) => verdict === "over")) throw new Reported(exitCodes.failed);
}

function show(found: readonly EnvironmentEstimate[], details: boolean): void {
  console.log(details ? found.map(estimateDetails).join("\n\n") : estimateTable(found));
  const oldest = found.flatMap(({ estimate: { asOf } }) => asOf ?? []).toSorted()[0];
  const warning = ageWarning(oldest, today());
  if (warning) console.error(paint("yellow", warning, process.stderr));
}
