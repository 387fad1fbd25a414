import type { TestProject } from "../../tests/support/project.ts";
import { type Measurement, measure } from "../measure.ts";
import { type Result, seconds, times } from "../result.ts";

/** Stands up the whole organisation of the checkout, beside an update of each stack with the plain pulumi, one by one. */
export async function start(
  sgdist: (project: TestProject, args: string[]) => Promise<Measurement>,
  makeProject: () => TestProject,
  environmentOf: (project: TestProject) => Promise<NodeJS.ProcessEnv>,
  pulumi: string,
): Promise<Result> {
  const project = makeProject();
  const plain = makeProject();
  try {
    const ours = await sgdist(project, ["start"]);
    if (ours.code !== 0) throw new Error(ours.output.slice(-3000));
    await plain.sgdist(["local", "up"]);
    const env = await environmentOf(plain);
    let total = 0;
    const names = ["acme", "cloud", "dogfood", "globex"];
    const stacks = ["bootstrap", "organization", "ci", ...names.flatMap((name) => [`env-${name}`, `app-${name}`])];
    for (const stack of stacks) {
      for (const args of [
        ["stack", "init", stack],
        ["up", "--yes", "-s", stack],
      ]) {
        const run = await measure(pulumi, [...args, "--non-interactive"], { cwd: plain.root, env });
        if (run.code !== 0) throw new Error(run.output.slice(-3000));
        total += run.seconds;
      }
    }
    return {
      what: "warm `npm start`, beside plain pulumi in turn",
      ours: seconds(ours.seconds),
      baseline: seconds(total),
      ratio: times(total / ours.seconds),
      target: { text: "under 60 s", met: ours.seconds < 60 },
    };
  } finally {
    await project.remove();
    await plain.remove();
  }
}
