import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "../../tests/support/project.ts";
import { inTurn, type Measurement, measure } from "../measure.ts";
import { megabytes, type Result, seconds, times } from "../result.ts";

const here = import.meta.dirname;
const rounds = 5;

/** The first resource of the program: by then it has been loaded. */
const firstResource = /"type":"(sourcegraph-distribution:index|gcp):/;

/** Previews an environment with our program, and the same resources in Pulumi's default set-up for TypeScript. */
export async function preview(project: TestProject, environment: NodeJS.ProcessEnv, pulumi: string): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-bench-"));
  const baselineFolder = join(folder, "baseline");
  cpSync(join(here, "..", "baseline"), baselineFolder, { recursive: true });
  symlinkSync(join(here, "..", "..", "node_modules"), join(baselineFolder, "node_modules"));
  const env = { ...environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
  const run = (cwd: string, stack: string, more: NodeJS.ProcessEnv = {}): Promise<Measurement> =>
    measure(pulumi, ["preview", "--json", "--non-interactive", "-s", stack], {
      cwd,
      env: { ...env, ...more },
      match: firstResource,
    });
  await measure(pulumi, ["stack", "init", "baseline", "--non-interactive"], { cwd: baselineFolder, env });

  // The default loader keeps what it compiled in the folder for temporary files; a new machine has nothing there.
  let machine = 0;
  const newMachine = () => {
    const path = join(folder, `tmp-${machine++}`);
    mkdirSync(path);
    return path;
  };
  const typescript = { PULUMI_NODEJS_TYPESCRIPT: "true", NODE_COMPILE_CACHE: undefined };
  const ours = () => run(project.root, "env-acme");
  try {
    await ours();
    const cold = await inTurn(rounds, ours, () =>
      run(baselineFolder, "baseline", { ...typescript, TMPDIR: newMachine() }),
    );
    const warmMachine = newMachine();
    await run(baselineFolder, "baseline", { ...typescript, TMPDIR: warmMachine });
    const warm = await inTurn(rounds, ours, () =>
      run(baselineFolder, "baseline", { ...typescript, TMPDIR: warmMachine }),
    );
    const bare = await run(project.root, "env-acme", { NODE_COMPILE_CACHE: newMachine() });
    for (const { code, output } of [cold.ours, cold.baseline, warm.baseline, bare])
      if (code !== 0) throw new Error(output.slice(-2000));
    const start = { ours: cold.ours.firstMatch!, baseline: cold.baseline.firstMatch! };
    const ratio = cold.baseline.seconds / cold.ours.seconds;
    const memory = cold.baseline.megabytes / cold.ours.megabytes;
    return [
      {
        what: "program start, cold cache",
        ours: seconds(start.ours),
        baseline: seconds(start.baseline),
        ratio: times(start.baseline / start.ours),
        target: { text: "4× faster", met: start.baseline / start.ours >= 4 },
      },
      {
        what: "preview of an environment, cold cache",
        ours: seconds(cold.ours.seconds),
        baseline: seconds(cold.baseline.seconds),
        ratio: times(ratio),
        target: { text: "4× faster", met: ratio >= 4 },
      },
      {
        what: "the same, without our compile cache",
        ours: seconds(bare.seconds),
        baseline: seconds(cold.baseline.seconds),
        ratio: times(cold.baseline.seconds / bare.seconds),
      },
      {
        what: "memory of the preview",
        ours: megabytes(cold.ours.megabytes),
        baseline: megabytes(cold.baseline.megabytes),
        ratio: times(memory),
        target: { text: "a third", met: memory >= 3 },
      },
      {
        what: "preview of an environment, warm cache",
        ours: seconds(warm.ours.seconds),
        baseline: seconds(warm.baseline.seconds),
        ratio: times(warm.baseline.seconds / warm.ours.seconds),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a plain preview right after an edit shows the edit. */
export async function editThenPreview(
  project: TestProject,
  environment: NodeJS.ProcessEnv,
  pulumi: string,
): Promise<Result> {
  const env = { ...environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
  const amount = 1000 + Math.floor(Math.random() * 1000);
  project.edit("environments/acme.yaml", "budget: 900", `budget: ${amount}`);
  const { seconds: taken, output } = await measure(
    pulumi,
    ["preview", "--json", "--non-interactive", "-s", "env-acme"],
    {
      cwd: project.root,
      env,
    },
  );
  project.edit("environments/acme.yaml", `budget: ${amount}`, "budget: 900");
  const shown = output.includes(`"units":"${amount}"`);
  return {
    what: "edit, then plain `pulumi preview`",
    ours: seconds(taken),
    baseline: "–",
    ratio: shown ? "shown" : "NOT SHOWN",
    target: { text: "shows the edit", met: shown },
  };
}
