import { loadSpecification } from "../../spec/load.ts";
import { estimateAll } from "../../spending/estimate/environment.ts";
import { sumOf } from "../../spending/estimate/estimate.ts";
import { range } from "../../spending/estimate/text.ts";
import { loadBook } from "../../spending/prices/load.ts";

// Checks and estimates every environment of the specification in a folder.
const today = new Date().toISOString().slice(0, 10);
const specification = loadSpecification(process.argv[2]!, today);
const found = estimateAll(specification, today, loadBook());
console.log(`${found.length} environments: ${range(sumOf(found.map(({ estimate }) => estimate.monthly)))} a month`);
