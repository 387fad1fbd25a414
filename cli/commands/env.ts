import { randomInt } from "node:crypto";
import { paths } from "../../local/directory.ts";
import { withLock } from "../../local/toolchain/lock.mjs";
import { environmentPlan } from "../../plan/environment.ts";
import { folderPath } from "../../plan/project.ts";
import { type Edits, extendEnvironment, fileOf, newEnvironment, retireEnvironment } from "../../spec/edit.ts";
import { type Files, loadSpecification, parseSpecification, readFiles } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import type { Environment } from "../../spec/schema/environment.ts";
import { budgetOf } from "../../spec/slots.ts";
import { type EnvironmentEstimate, estimateAll } from "../../spending/estimate/environment.ts";
import { refuseOverBudget } from "../../spending/estimate/problems.ts";
import { costLine, forMachines } from "../../spending/estimate/text.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { projectRoot, today } from "../context.ts";
import { cut, marks, paint } from "../output/style.ts";
import { facts, table } from "../output/table.ts";
import { wrap } from "../output/wrap.ts";
import { writeEdits } from "../write-edits.ts";

const done = (text: string) => console.log(`${paint("green", marks.done)} ${text}`);

/** The options of `env new`. */
export interface NewOptions {
  kind: string;
  owner: string;
  purpose: string;
  type: string;
  version?: string;
  size?: string;
  budget?: string;
  expires?: string;
  region?: string;
  json?: boolean;
}

/** The command env new: writes the file of a new environment, with a project ID that was never used. */
export async function create(name: string, options: NewOptions): Promise<void> {
  const root = projectRoot();
  // Two at once would each write the ledger without the other's line.
  const { environment, file, estimate } = await withLock(
    paths(root).specificationLock,
    async () => add(root, name, options),
    () => undefined,
  );
  if (options.json) console.log(JSON.stringify({ file, environment, estimate: forMachines(estimate) }, null, 2));
  else {
    done(`${file} and a line in ledger.yaml: the project will be ${environment.project}`);
    console.log(wrap(costLine(estimate), "  "));
    const next = "Next: a pull request with both files; once it is merged, the environment comes up. Or without one:";
    console.log(wrap(next, "  "));
    for (const command of [`preview env-${name}`, `up env-${name} app-${name}`]) console.log(`  sgdist ${command}`);
  }
}

interface Added {
  environment: Environment;
  file: string;
  estimate: EnvironmentEstimate;
}

/**
 * What an environment will cost with edits that aren't written yet.
 * @throws UserError when it would be over its budget.
 */
function affordable(root: string, files: Files, edits: Edits, name: string): EnvironmentEstimate {
  const edited = new Map([...files, ...edits]);
  const specification = parseSpecification(edited, today());
  const book = loadBook(root);
  refuseOverBudget(specification, edited, today(), book, [name]);
  return estimateAll(specification, today(), book, [name])[0]!;
}

/** Writes the file of a new environment, and its line in the ledger. */
function add(root: string, name: string, options: NewOptions): Added {
  const { kind, owner, purpose, type, version, size, budget, expires, region } = options;
  const asked = {
    name,
    kind,
    owner,
    purpose,
    deployment: { type, ...(version && { version }), ...(size && { size }) },
    ...(budget !== undefined && { budget: Number(budget) }),
    ...(expires && { expires }),
    ...(region && { region }),
  };
  const files = readFiles(root);
  const { environment, file, edits } = newEnvironment(files, asked, today(), (below) => randomInt(below));
  const estimate = affordable(root, files, edits, name);
  writeEdits(root, edits);
  return { environment, file, estimate };
}

const untilText = ({ expires, lease }: Environment): string =>
  expires && expires < today() ? paint("red", `${expires} over`) : (expires ?? lease?.until.slice(0, 10) ?? "");

/** The command env list. */
export function list(options: { json?: boolean }): void {
  const { environments, organization } = loadSpecification(projectRoot(), today());
  const all = [...environments.values()];
  if (options.json) {
    console.log(JSON.stringify(all, null, 2));
    return;
  }
  const rows = all.map((environment) => [
    environment.name,
    environment.kind,
    cut(environment.owner, 16),
    `${environment.deployment.type} ${environment.deployment.size}`,
    String(budgetOf(organization, environment, today())),
    untilText(environment),
  ]);
  console.log(table(["NAME", "KIND", "OWNER", "DEPLOYMENT", "BUDGET", "UNTIL"], rows, [4]));
}

/** The command env show: what an environment is made of. */
export function show(name: string, options: { json?: boolean }): void {
  const root = projectRoot();
  const specification = loadSpecification(root, today());
  const environment = specification.environments.get(name);
  const file = fileOf(readFiles(root), name);
  if (!environment) throw new UserError(`There is no environment ${name}.`);
  const plan = environmentPlan(specification, environment, today());
  if (options.json) {
    console.log(JSON.stringify({ file, plan }, null, 2));
    return;
  }
  const { project, network, machine, deployment, expires } = plan;
  const lines: [string, string][] = [
    ["purpose", environment.purpose],
    ["file", file],
    ["stack", plan.stack],
    ["kind", `${plan.kind} (${plan.tier}, ${project.deletion})`],
    ["owner", environment.owner],
    ["project", `${project.id} in ${folderPath(specification.organization, project.folder)}`],
    ["deployment", `${deployment.type} ${deployment.version}, size ${deployment.size}`],
    ["budget", `${project.budget.amount} a month`],
    ["network", `${network.name}, ${network.subnetwork.range} in ${network.region}`],
    ...(machine ? [["machine", `${machine.machineType} in ${machine.zone}`] as [string, string]] : []),
    ...(expires
      ? [["until", plan.expired ? paint("red", `${expires}, which is over`) : expires] as [string, string]]
      : []),
    ["APIs", project.apis.map((api) => api.split(".")[0]).join(", ")],
  ];
  console.log(paint("bold", name));
  console.log(facts(lines));
}

/** The command env extend: lets an environment live longer. */
export function extend(name: string, until: string, options: { json?: boolean }): void {
  const root = projectRoot();
  const files = readFiles(root);
  const { file, edits, expires } = extendEnvironment(files, name, until, today());
  affordable(root, files, edits, name);
  writeEdits(root, edits);
  if (options.json) console.log(JSON.stringify({ file, expires }, null, 2));
  else done(`${name} lives until ${expires} (${file})`);
}

/** The command env retire: lifts the protection of an environment, so that it can be destroyed. */
export function retire(name: string, options: { json?: boolean }): void {
  const root = projectRoot();
  const { file, edits } = retireEnvironment(readFiles(root), name, today());
  writeEdits(root, edits);
  if (options.json) {
    console.log(JSON.stringify({ file, retired: true }, null, 2));
    return;
  }
  done(`${name} is retired (${file})`);
  console.log(
    `  Next: sgdist up env-${name} app-${name} lifts the protection, sgdist destroy env-${name} app-${name}\n` +
      "  takes it down.\n" +
      "  After that, delete the file and write `retired: DAY` into its line of ledger.yaml.",
  );
}
