import { join } from "node:path";
import { measure } from "../measure.ts";
import { type Result, seconds, times } from "../result.ts";

/** How many projects the guard looks at. */
const projects = 2000;
/** Lists that a project of its own sees in a round, at most: of Compute Engine five, of Kubernetes Engine one. */
const listsEach = 6;
/** Seconds between two rounds. */
const interval = 300;

async function run<T>(program: string, args: string[], environment: NodeJS.ProcessEnv): Promise<T> {
  const path = join(import.meta.dirname, "..", "programs", program);
  const { code, output } = await measure(process.execPath, [path, ...args], { cwd: process.cwd(), env: environment });
  if (code !== 0) throw new Error(output);
  return JSON.parse(output.trim().split("\n").at(-1)!) as T;
}

/** From a budget's message to a stopped machine that is written down, beside the start of the process alone. */
async function messages(environment: NodeJS.ProcessEnv): Promise<Result[]> {
  type Found = { start: number; cold: number; warm: number };
  const { start, cold, warm } = await run<Found>("message-to-action.ts", [], environment);
  return [
    {
      what: "message to action, by a process that must start, beside its start",
      ours: seconds(cold / 1000),
      baseline: seconds(start / 1000),
      ratio: times(start / cold),
      target: { text: "under 2 s", met: cold < 2000 },
    },
    {
      what: "the same, by one that runs",
      ours: seconds(warm / 1000),
      baseline: "",
      ratio: "",
      target: { text: "under 2 s", met: warm < 2000 },
    },
  ];
}

/** A round of the guard, beside a script that lists machines alone, one project after another. */
async function rounds(environment: NodeJS.ProcessEnv): Promise<Result[]> {
  type Found = { seconds: number; serial: number; asked: Record<string, number> };
  const { seconds: taken, serial, asked } = await run<Found>("guard-round.ts", [String(projects)], environment);
  const lists = Object.entries(asked).filter(([method]) => /aggregatedList|clusters\.list/.test(method));
  const most = Math.max(...lists.map(([, count]) => count)) / projects;
  const each = lists.reduce((sum, [, count]) => sum + count, 0) / projects;
  const others = Object.values(asked).reduce((sum, count) => sum + count, 0) - each * projects;
  return [
    {
      what: `a round of ${projects} projects, beside listing their machines one by one`,
      ours: seconds(taken),
      baseline: seconds(serial),
      ratio: times(serial / taken),
      target: { text: `under ${interval} s`, met: taken < interval },
    },
    {
      what: "lists that a project sees in a round",
      ours: String(each),
      baseline: "1",
      ratio: times(1 / each),
      target: { text: `${listsEach} at most, no page twice`, met: each <= listsEach && most <= 1 },
    },
    {
      what: "other calls: states, notices on what is foreseen, the record",
      ours: String(others),
      baseline: "",
      ratio: "",
    },
  ];
}

/** What limits spending: how fast it acts, and what it asks for. */
export const controller = async (environment: NodeJS.ProcessEnv): Promise<Result[]> => [
  ...(await messages(environment)),
  ...(await rounds(environment)),
];
