import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureKubernetes } from "../../local/toolchain/kubernetes.ts";
import { inTurn, type Measurement, measure } from "../measure.ts";
import { megabytes, type Result, seconds, times } from "../result.ts";

const checkout = join(import.meta.dirname, "..", "..");
const version = "7.2.1943";

const good = (run: Measurement): Measurement => {
  if (run.code !== 0) throw new Error(run.output.slice(-3000));
  return run;
};

/** Renders one version for all types, beside `kubectl kustomize` on the folder that comes of it. */
export async function render(environment: NodeJS.ProcessEnv): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-bench-"));
  const kubectl = join(await ensureKubernetes(), "bin", "kubectl");
  const options = { cwd: folder, env: environment };
  const sgdist = async (...args: string[]) =>
    good(
      await measure(
        process.execPath,
        [join(checkout, "cli", "main.ts"), "render", "--version", version, ...args],
        options,
      ),
    );
  try {
    await sgdist("--type", "kubernetes", "--size", "m", "--out", "kubernetes");
    const program = join(import.meta.dirname, "..", "programs", "render-all.ts");
    const { ours, baseline } = await inTurn(
      7,
      async () => good(await measure(process.execPath, [program], options)),
      async () => good(await measure(kubectl, ["kustomize", "kubernetes"], options)),
    );
    const empty = good(await measure(kubectl, ["version", "--client"], options));
    const inside = JSON.parse(ours.output) as { first: number; all: number; kubernetes: number };
    const whole = await sgdist("--type", "kubernetes", "--size", "m");
    const building = baseline.seconds - empty.seconds;
    return [
      {
        what: "render all three types, first time in a process",
        ours: seconds(inside.first / 1000),
        baseline: seconds(baseline.seconds),
        ratio: times(baseline.seconds / (inside.first / 1000)),
        target: { text: "under 0.3 s", met: inside.first < 300 },
      },
      {
        what: "render Kubernetes, beside kubectl kustomize less its start",
        ours: seconds(inside.kubernetes / 1000),
        baseline: seconds(building),
        ratio: times(building / (inside.kubernetes / 1000)),
        target: { text: "5x", met: building / (inside.kubernetes / 1000) >= 5 },
      },
      {
        what: "the whole command, with the start of the program",
        ours: seconds(whole.seconds),
        baseline: seconds(baseline.seconds),
        ratio: times(baseline.seconds / whole.seconds),
      },
      {
        what: "memory of the whole command",
        ours: megabytes(whole.megabytes),
        baseline: megabytes(baseline.megabytes),
        ratio: times(baseline.megabytes / whole.megabytes),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
