import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "../../tests/support/github/git.ts";
import { GithubServer } from "../../tests/support/github/server.ts";
import type { TestProject } from "../../tests/support/project.ts";
import { type Measurement, measure, median } from "../measure.ts";
import { type Result, seconds, times } from "../result.ts";
import { onlyShared, previewOfOne, type Sgdist } from "./one-preview.ts";
import { count, writeMany } from "./plan.ts";

const program = (name: string) => join(import.meta.dirname, "..", "programs", name);
const changed = 3;

/** What a merge takes before the engine starts, beside asking the engine about each environment. */
export async function merge(
  sgdist: Sgdist,
  ownProject: () => TestProject,
  environmentOf: (project: TestProject) => Promise<NodeJS.ProcessEnv>,
  pulumi: string,
): Promise<Result[]> {
  const project = ownProject();
  try {
    const options = { cwd: project.root, env: await onlyShared(project, sgdist, environmentOf) };
    const preview = await previewOfOne(pulumi, options);
    await sgdist(project, ["local", "status"]);
    for (const name of ["acme", "cloud", "dogfood", "globex"]) project.removeFile(`environments/${name}.yaml`);
    const many = join(project.root, ".local", "many");
    mkdirSync(many);
    writeMany(many);
    for (const file of ["organization.yaml", "ledger.yaml"])
      project.write(file, readFileSync(join(many, file), "utf8"));
    for (let index = 0; index < count; index++) {
      const file = `environments/replica-${index}.yaml`;
      project.write(file, readFileSync(join(many, file), "utf8"));
    }
    const state = join(project.root, ".local", "state");
    const marked = await measure(process.execPath, [program("mark-all.ts"), project.root, state], options);
    if (!marked.output.includes(`${count} environments`)) throw new Error(marked.output);
    for (let index = 0; index < changed; index++) {
      const file = join(project.root, `environments/replica-${index * 100}.yaml`);
      writeFileSync(file, `${readFileSync(file, "utf8")}budget: 1000\n`);
    }
    const runs: Measurement[] = [];
    for (let round = 0; round < 5; round++) {
      runs.push(
        await sgdist(project, ["reconcile", "--dry-run", "--only", "changed", "--tier", "nonproduction", "--json"]),
      );
    }
    const ours = median(runs);
    const { actions } = JSON.parse(ours.output) as { actions: unknown[] };
    if (ours.code !== 0 || actions.length !== changed) throw new Error(ours.output);
    const all = preview.seconds * count;
    return [
      {
        what: `from a merge to its plan, ${changed} of ${count} environments changed, beside a preview of each`,
        ours: seconds(ours.seconds),
        baseline: seconds(all),
        ratio: times(all / ours.seconds),
        target: { text: "under 2 s", met: ours.seconds < 2 },
      },
      await callsToGithub(),
    ];
  } finally {
    await project.remove();
  }
}

/** How often GitHub is asked for each time that a pull request is planned. */
async function callsToGithub(): Promise<Result> {
  const server = await new GithubServer().start();
  try {
    const checkout = join(import.meta.dirname, "..", "..");
    const organization = readFileSync(join(checkout, "organization.yaml"), "utf8");
    const name = /repository: (\S+)/.exec(organization)![1]!;
    const repository = server.add(name, 1);
    git(repository.bare, ["branch", "change", "main"]);
    const { number, lastCommit } = server.open(repository, "change");
    const file = join(repository.bare, "comment.md");
    writeFileSync(file, "What was found.\n");
    const args = ["ci", "comment", "--pull-request", `${number}`, "--head", lastCommit!, "--file", file];
    const said = await measure(process.execPath, [join(checkout, "cli", "main.ts"), ...args], {
      cwd: checkout,
      env: { ...process.env, ...server.environment },
    });
    if (said.code !== 0) throw new Error(said.output);
    return {
      what: "calls to GitHub for each plan of a pull request",
      ours: String(server.calls.length),
      baseline: "",
      ratio: "",
    };
  } finally {
    await server.stop();
  }
}
