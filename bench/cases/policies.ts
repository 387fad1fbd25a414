import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ExampleProject, pack } from "../../tests/support/example-project.ts";
import { inTurn, type Measurement, measure } from "../measure.ts";
import { type Result, seconds } from "../result.ts";

const resources = 5000;
const rounds = 3;

/** A pack without policies: the engine asks it about every resource all the same. */
const empty = join(import.meta.dirname, "..", "programs", "empty-pack", "pack");

/** Levels at which the pack is loaded and decides nothing, as projects without budgets would fail the preview. */
const told = JSON.stringify({ all: "advisory" });

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** Previews five thousand resources with and without the policy pack, and starts the pack by itself. */
export async function policies(
  environmentOf: (project: ExampleProject) => Promise<NodeJS.ProcessEnv>,
  pulumi: string,
): Promise<Result[]> {
  const project = new ExampleProject();
  try {
    await project.prepare();
    const program = pathToFileURL(join(import.meta.dirname, "..", "programs", "many-resources.ts")).href;
    project.write("index.ts", `import ${JSON.stringify(program)};\n`);
    writeFileSync(join(project.root, "told.json"), told);
    const env = { ...(await environmentOf(project)), BENCH_RESOURCES: String(resources) };
    const preview = (...more: string[]): Promise<Measurement> =>
      measure(pulumi, ["preview", "--non-interactive", "-s", "examples", ...more], { cwd: project.root, env });
    const withPack = () => preview("--policy-pack", pack, "--policy-pack-config", "told.json");
    await preview();
    const { ours, baseline } = await inTurn(rounds, withPack, () => preview());
    const nothing = await inTurn(
      rounds,
      () => preview("--policy-pack", empty),
      () => preview(),
    );
    for (const { code, output } of [ours, baseline, nothing.ours]) if (code !== 0) throw new Error(output.slice(-2000));
    // It serves until it is stopped, and says its port once it is ready.
    const start = await measure("timeout", ["5", pack, "127.0.0.1:1"], { cwd: project.root, env, match: /^\d+$/m });
    const more = ours.seconds - baseline.seconds;
    return [
      {
        what: `preview of ${resources} resources with the guidelines, beside one without`,
        ours: seconds(ours.seconds),
        baseline: seconds(baseline.seconds),
        ratio: `+${percent(more / baseline.seconds)}`,
        target: { text: "under 2 s and 10 %", met: more < 2 && more / baseline.seconds < 0.1 },
      },
      {
        what: "the same with a pack without any policy",
        ours: seconds(nothing.ours.seconds),
        baseline: seconds(nothing.baseline.seconds),
        ratio: `+${percent((nothing.ours.seconds - nothing.baseline.seconds) / nothing.baseline.seconds)}`,
      },
      {
        what: "start of the pack",
        ours: seconds(start.firstMatch!),
        baseline: "–",
        ratio: "",
        target: { text: "under 1 s", met: start.firstMatch! < 1 },
      },
    ];
  } finally {
    await project.remove();
  }
}
