import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

// Reads every environment of the specification in a folder as YAML, and nothing else.
const folder = join(process.argv[2]!, "environments");
const all = readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), "utf8")));
console.log(`${all.length} environments`);
