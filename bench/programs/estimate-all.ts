import { loadSpecification } from "../../spec/load.ts";
import { estimateAll } from "../../spending/estimate/environment.ts";
import { sumOf } from "../../spending/estimate/estimate.ts";
import { range } from "../../spending/estimate/text.ts";
import { loadBook } from "../../spending/prices/load.ts";

// Checks and estimates every environment of the specification in a folder.
const today = new Date().toISOString().slice(0, 10);
const specification = loadSpecification(process.argv[2]!, today);
const start = performance.now();
const found = estimateAll(specification, today, loadBook());
const seconds = (performance.now() - start) / 1000;
const monthly = range(sumOf(found.map(({ estimate }) => estimate.monthly)));
console.log(`${found.length} environments: ${monthly} a month, estimated in ${seconds.toFixed(3)} s`);
