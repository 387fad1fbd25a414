import { TestProject } from "../../tests/support/project.ts";
import { current, dayIn, goodFiles } from "../../tests/support/specification.ts";
import type { Measurement } from "../measure.ts";
import { type Result, seconds, times } from "../result.ts";

const many = 20;

/** A specification with a number of equal environments. */
function filesWith(count: number): Map<string, string> {
  const files = current(goodFiles());
  const demo = files.get("environments/demo.yaml")!;
  let ledger = files.get("ledger.yaml")!;
  for (let index = 0; index < count; index++) {
    const name = `bench-${index}`;
    files.set(
      `environments/${name}.yaml`,
      demo.replace("name: demo", `name: ${name}`).replace("tst-demo-d9hc", `tst-${name}-x4x4\nbudget: 60`),
    );
    ledger += `tst-${name}-x4x4: { for: environment/${name}, kind: dynamic, since: "${dayIn(-2)}" }\n`;
  }
  return files.set("ledger.yaml", ledger);
}

/** Brings up twenty environments and one, with the delays that were recorded on Google Cloud. */
export async function upMany(
  sgdist: (project: TestProject, args: string[]) => Promise<Measurement>,
): Promise<Result[]> {
  const project = new TestProject(filesWith(many + 1));
  try {
    await project.sgdist(["local", "up"]);
    const base = await project.sgdist(["up", "bootstrap", "organization"]);
    if (base.code !== 0) throw new Error(base.stderr);
    await project.sgdist(["local", "up", "--timing", "recorded"]);
    const one = await sgdist(project, ["up", `env-bench-${many}`]);
    const names = Array.from({ length: many }, (_, index) => `env-bench-${index}`);
    const all = await sgdist(project, ["up", ...names]);
    for (const { code, output } of [one, all]) if (code !== 0) throw new Error(output.slice(-3000));
    const ratio = all.seconds / one.seconds;
    return [
      {
        what: `up of ${many} environments, beside one`,
        ours: seconds(all.seconds),
        baseline: seconds(one.seconds),
        ratio: times(ratio),
        target: { text: "at most 8×", met: ratio <= 8 },
      },
      {
        what: "CPU time of the same",
        ours: seconds(all.cpuSeconds ?? 0),
        baseline: seconds(one.cpuSeconds ?? 0),
        ratio: times((all.cpuSeconds ?? 0) / (one.cpuSeconds ?? 1)),
      },
    ];
  } finally {
    await project.remove();
  }
}
