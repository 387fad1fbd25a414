import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "../measure.ts";
import { type Result, seconds, times } from "../result.ts";

const program = join(import.meta.dirname, "..", "programs", "meter-month.ts");

/** A month in the local cloud with so many projects. Returns its seconds of CPU, where the system tells. */
async function month(projects: number, environment: NodeJS.ProcessEnv): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-bench-"));
  try {
    const args = [program, String(projects), join(folder, "google.db")];
    const found = await measure(process.execPath, args, { cwd: folder, env: environment });
    if (found.code !== 0) throw new Error(found.output);
    return found.cpuSeconds ?? found.seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plays a month of two hundred projects, a budget each, beside ten months of twenty. */
export async function meterMonth(environment: NodeJS.ProcessEnv): Promise<Result[]> {
  const few = await month(20, environment);
  const many = await month(200, environment);
  return [
    {
      what: "CPU for a month of 200 metered projects, beside ten of 20",
      ours: seconds(many),
      baseline: seconds(few * 10),
      ratio: times((few * 10) / many),
      target: { text: "under 20 s", met: many < 20 },
    },
  ];
}
