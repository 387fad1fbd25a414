import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a run of a program took. */
export interface Measurement {
  seconds: number;
  /** Of the process and all that it started and waited for; undefined where the system doesn't tell. */
  cpuSeconds: number | undefined;
  /** The most memory that any one of its processes had at once, in MB. */
  megabytes: number;
  /** Seconds until a line of its output first matched. */
  firstMatch: number | undefined;
  code: number;
  output: string;
}

/** CPU seconds of the children that were waited for, by /proc. */
function childrenCpu(): number | undefined {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(")").at(-1)!.trim().split(" ");
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return undefined;
  }
}

/** A process and all below it. */
function family(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(")").at(-1)!.trim().split(" ")[1]);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended while we looked.
    }
  }
  const found = [pid];
  for (const each of found) found.push(...(parents.get(each) ?? []));
  return found;
}

/** The most memory that a process ever had, in MB. */
function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a program and measures it. `match`: what its output is watched for. */
export function measure(
  command: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; match?: RegExp },
): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const cpu = childrenCpu();
    const start = performance.now();
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
    let [output, megabytes] = ["", 0];
    let firstMatch: number | undefined;
    const take = (chunk: Buffer) => {
      output += chunk;
      if (firstMatch === undefined && options.match?.test(output)) firstMatch = (performance.now() - start) / 1000;
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const sample = setInterval(() => {
      for (const pid of family(child.pid!)) megabytes = Math.max(megabytes, highWater(pid));
    }, 50);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(sample);
      const after = childrenCpu();
      resolve({
        seconds: (performance.now() - start) / 1000,
        cpuSeconds: cpu !== undefined && after !== undefined ? after - cpu : undefined,
        megabytes: Math.round(megabytes),
        firstMatch,
        code: code ?? 1,
        output,
      });
    });
  });
}

/** The middle one of several measurements, by time. */
export function median(measurements: Measurement[]): Measurement {
  return measurements.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(measurements.length / 2)]!;
}

/** Measures two programs in turn, so that a machine that gets slower does so for both. Returns the medians. */
export async function inTurn(
  times: number,
  ours: () => Promise<Measurement>,
  baseline: () => Promise<Measurement>,
): Promise<{ ours: Measurement; baseline: Measurement }> {
  const [a, b]: [Measurement[], Measurement[]] = [[], []];
  for (let round = 0; round < times; round++) {
    a.push(await ours());
    b.push(await baseline());
  }
  return { ours: median(a), baseline: median(b) };
}
