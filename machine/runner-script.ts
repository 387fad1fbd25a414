import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a machine that runs a workflow does at each start. */
export const runnerScript = (): string => readFileSync(join(import.meta.dirname, "runner/start"), "utf8");
