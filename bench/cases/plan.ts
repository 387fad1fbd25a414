import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTurn, measure } from "../measure.ts";
import { megabytes, type Result, seconds, times } from "../result.ts";

const checkout = join(import.meta.dirname, "..", "..");
export const count = 1000;

/** Writes a specification with many environments. `vary`: what is written of each instead of the example's text. */
export function writeMany(folder: string, vary = (text: string, _: number): string => text): void {
  const read = (file: string) => readFileSync(join(checkout, file), "utf8");
  writeFileSync(join(folder, "Pulumi.yaml"), read("Pulumi.yaml"));
  const organization = read("organization.yaml")
    .replace("budget: 16000", "budget: 9000000")
    .replace("budget: 8000", "budget: 8000000");
  writeFileSync(join(folder, "organization.yaml"), organization);
  mkdirSync(join(folder, "environments"));
  const template = read("environments/globex.yaml");
  let ledger = read("ledger.yaml").replaceAll(/^.*environment\/.*\n/gm, "");
  for (let index = 0; index < count; index++) {
    const name = `replica-${index}`;
    const id = `sgd-${name}-x4x4`;
    writeFileSync(
      join(folder, "environments", `${name}.yaml`),
      vary(template.replace("name: globex", `name: ${name}`).replace(/project: .*/, `project: ${id}`), index),
    );
    ledger += `${id}: { for: environment/${name}, kind: customer-replica, since: "2026-11-22" }\n`;
  }
  writeFileSync(join(folder, "ledger.yaml"), ledger);
}

/** Checks and plans a thousand environments, beside reading the same YAML and nothing else. */
export async function planMany(environment: NodeJS.ProcessEnv): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-bench-"));
  try {
    writeMany(folder);
    const run = (script: string) => () =>
      measure(process.execPath, [join(import.meta.dirname, "..", script), folder], { cwd: folder, env: environment });
    const { ours, baseline } = await inTurn(5, run("programs/plan-all.ts"), run("programs/read-all.ts"));
    if (ours.code !== 0 || !ours.output.includes(`${count} environments`)) throw new Error(ours.output);
    return [
      {
        what: `validate and plan ${count} environments`,
        ours: seconds(ours.seconds),
        baseline: seconds(baseline.seconds),
        ratio: times(baseline.seconds / ours.seconds),
        target: { text: "under 1 s", met: ours.seconds < 1 },
      },
      {
        what: "memory of the same",
        ours: megabytes(ours.megabytes),
        baseline: megabytes(baseline.megabytes),
        ratio: times(baseline.megabytes / ours.megabytes),
        target: { text: "under 300 MB", met: ours.megabytes < 300 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
