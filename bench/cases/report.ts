import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../local/toolchain/cache.mjs";
import { inTurn, type Measurement, measure } from "../measure.ts";
import { writeExport } from "../programs/write-export.ts";
import { megabytes, type Result, seconds, times } from "../result.ts";

/** Projects and the SKUs of each: with 1464 hours, ten million rows and fifty. */
const sizes = { ten: { projects: 402, skus: 17 }, fifty: { projects: 2010, skus: 17 } };

/** The export of a size, written once and kept with the toolchain. */
async function exportOf(size: keyof typeof sizes): Promise<string> {
  const folder = join(cacheFolder(), "bench");
  mkdirSync(folder, { recursive: true });
  const { projects, skus } = sizes[size];
  const file = join(folder, `billing-export-1-${projects}x${skus}.parquet`);
  if (!existsSync(file)) await writeExport(file, projects, skus);
  return file;
}

const inside = (run: Measurement): { seconds: number; lines: number } => {
  if (run.code !== 0) throw new Error(run.output.slice(-3000));
  return JSON.parse(run.output.trim().split("\n").at(-1)!);
};

/** The report of ten million rows, beside a plain query for the month's sums alone; and how it grows to fifty. */
export async function reportMany(environment: NodeJS.ProcessEnv): Promise<Result[]> {
  const [ten, fifty] = [await exportOf("ten"), await exportOf("fifty")];
  const run = (program: string, file: string) => () =>
    measure(process.execPath, [join(import.meta.dirname, "..", "programs", program), file], {
      cwd: import.meta.dirname,
      env: environment,
    });
  const small = await inTurn(5, run("report-all.ts", ten), run("report-plain.ts", ten));
  const large = await inTurn(3, run("report-all.ts", fifty), run("report-plain.ts", fifty));
  const [ours, plain] = [inside(small.ours), inside(small.baseline)];
  const [more, plainMore] = [inside(large.ours), inside(large.baseline)];
  const growth = more.seconds / ours.seconds / (more.lines / ours.lines);
  return [
    {
      what: `report on ${(ours.lines / 1e6).toFixed(1)} million rows, beside a plain query for one month's sums`,
      ours: seconds(ours.seconds),
      baseline: seconds(plain.seconds),
      ratio: times(plain.seconds / ours.seconds),
      target: { text: "under 2 s", met: ours.seconds < 2 },
    },
    {
      what: `the same on ${(more.lines / 1e6).toFixed(1)} million`,
      ours: seconds(more.seconds),
      baseline: seconds(plainMore.seconds),
      ratio: times(plainMore.seconds / more.seconds),
      target: { text: `per row at most 1.1 × as long as of ten; is ${growth.toFixed(2)}`, met: growth <= 1.1 },
    },
    {
      what: "memory of that",
      ours: megabytes(large.ours.megabytes),
      baseline: megabytes(large.baseline.megabytes),
      ratio: times(large.baseline.megabytes / large.ours.megabytes),
    },
  ];
}
