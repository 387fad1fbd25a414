import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../cli/output/table.ts";
import { progress } from "../local/toolchain/progress.mjs";
import { ensurePulumi } from "../local/toolchain/pulumi.ts";
import { reportSetupError, SetupError } from "../local/toolchain/setup-error.mjs";
import { TestProject } from "../tests/support/project.ts";
import { controller } from "./cases/controller.ts";
import { deploy } from "./cases/deploy.ts";
import { estimateMany } from "./cases/estimate.ts";
import { merge } from "./cases/merge.ts";
import { meterMonth } from "./cases/meter.ts";
import { planMany } from "./cases/plan.ts";
import { policies } from "./cases/policies.ts";
import { editThenPreview, preview } from "./cases/preview.ts";
import { render } from "./cases/render.ts";
import { reportMany } from "./cases/report.ts";
import { start } from "./cases/start.ts";
import { upMany } from "./cases/up.ts";
import { type Measurement, measure } from "./measure.ts";
import type { Result } from "./result.ts";

const checkout = join(import.meta.dirname, "..");

/** A project with the checkout's own specification. */
function ownProject(): TestProject {
  const names = [
    "organization.yaml",
    "ledger.yaml",
    ...readdirSync(join(checkout, "environments")).map((name) => `environments/${name}`),
  ];
  return new TestProject(new Map(names.map((name) => [name, readFileSync(join(checkout, name), "utf8")])));
}

const sgdist = (project: TestProject, args: string[]): Promise<Measurement> =>
  measure(process.execPath, [join(checkout, "cli", "main.ts"), ...args], {
    cwd: project.root,
    env: { ...process.env, SGDIST_ROOT: undefined, NO_COLOR: "1" },
  });

/** The environment of the plain pulumi on a project's local cloud. */
async function environmentOf(project: TestProject, engine: string): Promise<NodeJS.ProcessEnv> {
  const variables = await project.json(["local", "env"]);
  const path = [join(engine, "bin"), join(checkout, "node_modules", ".bin"), variables.PATH].join(":");
  return { ...process.env, ...variables, PATH: path };
}

/** Previews on a cloud with the organisation in it. */
async function previews(engine: string): Promise<Result[]> {
  const project = ownProject();
  try {
    await project.sgdist(["local", "up"]);
    await project.sgdist(["up", "bootstrap", "organization"]);
    const environment = await environmentOf(project, engine);
    const pulumi = join(engine, "bin", "pulumi");
    await measure(pulumi, ["stack", "init", "env-acme", "--non-interactive"], { cwd: project.root, env: environment });
    return [...(await preview(project, environment, pulumi)), await editThenPreview(project, environment, pulumi)];
  } finally {
    await project.remove();
  }
}

/** What is measured, by the names that pick some of it. */
const cases: Record<string, { title: string; run(engine: string): Promise<Result[]> }> = {
  preview: { title: "A preview of one environment, beside Pulumi's default set-up for TypeScript", run: previews },
  plan: { title: "A thousand environments, beside reading their YAML", run: () => planMany(process.env) },
  estimate: {
    title: "What a thousand environments will cost, beside what a script would need first for one",
    run: (engine) =>
      estimateMany(sgdist, ownProject, (project) => environmentOf(project, engine), join(engine, "bin", "pulumi")),
  },
  merge: {
    title: "A pull request: from its merge to what is to be done, beside asking the engine about everything",
    run: (engine) =>
      merge(sgdist, ownProject, (project) => environmentOf(project, engine), join(engine, "bin", "pulumi")),
  },
  policies: {
    title: "The guidelines on five thousand resources, beside a preview without them",
    run: (engine) => policies((project) => environmentOf(project, engine), join(engine, "bin", "pulumi")),
  },
  deploy: {
    title: "Sourcegraph in a local cluster, beside kubectl with what is rendered",
    run: () => deploy(sgdist, process.env),
  },
  render: {
    title: "Sourcegraph for three types, beside kubectl kustomize on what comes of it",
    run: () => render(process.env),
  },
  meter: {
    title: "A month in the local cloud: metered, exported and told of hour by hour",
    run: () => meterMonth(process.env),
  },
  controller: {
    title: "What limits spending, beside the least that would see it",
    run: () => controller(process.env),
  },
  report: { title: "The cost report, beside a plain query", run: () => reportMany(process.env) },
  start: {
    title: "The whole organisation from nothing, beside plain pulumi, a stack at a time",
    run: async (engine) => [
      await start(sgdist, ownProject, (project) => environmentOf(project, engine), join(engine, "bin", "pulumi")),
    ],
  },
  up: { title: "Twenty environments with Google's recorded delays, beside one", run: () => upMany(sgdist) },
};

function show(title: string, results: Result[]): void {
  const rows = results.map(({ what, ours, baseline, ratio, target }) => [
    what,
    ours,
    baseline,
    ratio,
    target ? `${target.met ? "✔" : "✘"} ${target.text}` : "",
  ]);
  console.log(`\n${title}\n\n${table(["", "OURS", "BASELINE", "RATIO", "TARGET"], rows, [1, 2, 3])}\n`);
}

/** Measures what has a target, beside what one would use instead, and shows it. `names`: which cases; all by default. */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !cases[name]);
  if (unknown.length > 0) {
    throw new SetupError(`There is no case ${unknown.join(", ")}. Allowed are ${Object.keys(cases).join(", ")}.`);
  }
  const engine = await ensurePulumi();
  for (const name of names.length > 0 ? names : Object.keys(cases)) {
    const { title, run } = cases[name]!;
    show(title, await progress(title, () => run(engine)));
  }
}

main(process.argv.slice(2)).catch(reportSetupError);
