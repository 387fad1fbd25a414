import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "../../tests/support/project.ts";
import { inTurn, measure } from "../measure.ts";
import { megabytes, type Result, seconds, times } from "../result.ts";
import { previewInOwn, type Sgdist } from "./one-preview.ts";
import { count, writeMany } from "./plan.ts";

const types = ["kubernetes", "compose", "container"];
const sizes = ["xs", "s", "m", "l"];

/** Environments of every type and several sizes and numbers of replicas, of which many are alike, as they are. */
const vary = (text: string, index: number): string =>
  text
    .replace("type: container", `type: ${types[index % types.length]}`)
    .replace("size: xs", `size: ${sizes[Math.floor(index / 3) % sizes.length]}${replicas(index)}`)
    .replace("version: 7.2.1943", "version: 7.5.4453")
    .replace(/(\nbudget: .*)?$/, "\nbudget: 2500");

const replicas = (index: number): string =>
  index % types.length === 0 ? `\n  replicas: { gitserver: ${1 + (Math.floor(index / 12) % 3)} }` : "";

/** Checks and estimates a thousand environments, beside reading their YAML, and beside one preview. */
export async function estimateMany(
  sgdist: Sgdist,
  ownProject: () => TestProject,
  environmentOf: (project: TestProject) => Promise<NodeJS.ProcessEnv>,
  pulumi: string,
): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-bench-"));
  try {
    writeMany(folder, vary);
    const run = (script: string) => () =>
      measure(process.execPath, [join(import.meta.dirname, "..", script), folder], { cwd: folder, env: process.env });
    const { ours, baseline } = await inTurn(5, run("programs/estimate-all.ts"), run("programs/read-all.ts"));
    if (ours.code !== 0 || !ours.output.includes(`${count} environments`)) throw new Error(ours.output);
    const preview = await previewInOwn(sgdist, ownProject, environmentOf, pulumi);
    return [
      {
        what: `check and estimate ${count} environments, beside reading their YAML`,
        ours: seconds(ours.seconds),
        baseline: seconds(baseline.seconds),
        ratio: times(baseline.seconds / ours.seconds),
        target: { text: "under 1 s", met: ours.seconds < 1 },
      },
      {
        what: "of that, the estimate alone",
        ours: seconds(Number(/estimated in ([\d.]+) s/.exec(ours.output)?.[1])),
        baseline: "",
        ratio: "",
      },
      {
        what: "the whole, beside `pulumi preview --json` of one environment",
        ours: seconds(ours.seconds),
        baseline: seconds(preview.seconds),
        ratio: times(preview.seconds / ours.seconds),
      },
      {
        what: "memory",
        ours: megabytes(ours.megabytes),
        baseline: megabytes(baseline.megabytes),
        ratio: times(baseline.megabytes / ours.megabytes),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
