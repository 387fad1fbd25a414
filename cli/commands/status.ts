import archy from "archy";
import { applicationStatuses } from "../../engine/applications.ts";
import { type StackStatus, type WorkspaceStatus, workspaceStatus } from "../../engine/status.ts";
import { organizationTree, type TreeFolder, type TreeProject } from "../../plan/tree.ts";
import { UserError } from "../../spec/problem.ts";
import { type Context, openContext, today } from "../context.ts";
import { applicationTable, applicationTree } from "../output/applications.ts";
import { cut, paint, width } from "../output/style.ts";

/** A line of the tree: what it is called, its budget, and how it is. */
interface Line {
  label: string;
  budget: string;
  state: string;
  children: Line[];
}

const colours = { up: "green", absent: "dim", changing: "yellow", interrupted: "red", failed: "red" } as const;
const words = {
  up: "up",
  absent: "not up",
  changing: "changing",
  interrupted: "interrupted",
  failed: "failed",
} as const;

function describeState(status: StackStatus | undefined, there: boolean): string {
  const state = status?.state ?? "absent";
  // A stack that is up may not have made a project that was added to it since.
  const shown = state === "up" && !there ? "absent" : state;
  return paint(colours[shown], words[shown]);
}

/** The last day of an environment, and whether it is over. */
const lastDay = (expires: string): string => (expires < today() ? `over since ${expires}` : `until ${expires}`);

function projectLine(project: TreeProject, status: WorkspaceStatus): Line {
  // Before the title, so that it is never what a narrow screen cuts off.
  const end = project.expires ? `${lastDay(project.expires)} · ` : "";
  return {
    label: `${project.id}  ${end}${project.title}`,
    budget: String(project.budget),
    state: describeState(status.stacks.get(project.stack), status.projects.has(project.id)),
    children: [],
  };
}

function folderLine(folder: TreeFolder, status: WorkspaceStatus): Line {
  return {
    label: folder.name,
    budget: String(folder.budget),
    state: "",
    children: [
      ...folder.folders.map((each) => folderLine(each, status)),
      ...folder.projects.map((each) => projectLine(each, status)),
    ],
  };
}

const flatten = (lines: Line[]): Line[] => lines.flatMap((line) => [line, ...flatten(line.children)]);

const branch = ({ label, children }: Line): archy.Data => ({ label, nodes: children.map(branch) });

function render(title: string, lines: Line[], currency: string): string {
  const [, ...drawn] = archy({ label: title, nodes: lines.map(branch) })
    .trimEnd()
    .split("\n");
  const flat = flatten(lines);
  const stateWidth = 11;
  const budgetWidth = Math.max(`BUDGET ${currency}`.length, ...flat.map(({ budget }) => budget.length));
  const labelWidth = width() - stateWidth - budgetWidth - 4;
  const head = `${"".padEnd(labelWidth)}  ${`BUDGET ${currency}`.trim().padStart(budgetWidth)}  STATE`;
  const body = drawn.map((text, index) => {
    const { budget, state, children } = flat[index]!;
    const label = cut(text, labelWidth).padEnd(labelWidth);
    return `${children.length > 0 ? paint("bold", label) : label}  ${budget.padStart(budgetWidth)}  ${state}`.trimEnd();
  });
  return [paint("bold", title), paint("dim", head), ...body].join("\n");
}

/** The command status: the organisation as a tree and how each part of it is, or what runs in one environment. */
export async function status(
  environment: string | undefined,
  options: { json?: boolean; target?: string },
): Promise<void> {
  const context = await openContext(options.target);
  await (environment === undefined ? showStatus(context, options) : showEnvironment(context, environment, options));
}

/** Shows what runs in an environment, service by service. */
async function showEnvironment(
  { stacks, workspace }: Context,
  environment: string,
  options: { json?: boolean },
): Promise<void> {
  const stack = stacks.find((each) => each.kind === "application" && each.environment === environment);
  if (!stack) {
    const known = stacks.flatMap((each) => (each.kind === "application" ? (each.environment ?? []) : []));
    throw new UserError(`There is no environment ${environment}. There are: ${known.join(", ")}.`);
  }
  const [application] = await applicationStatuses(workspace, [stack]);
  if (!application) {
    throw new UserError(
      `Nothing runs in ${environment} yet: its stack ${stack.name} is not up. Run \`sgdist up ${stack.name}\`.`,
    );
  }
  console.log(options.json ? JSON.stringify(application, null, 2) : applicationTree(application));
}

/** Shows how everything is. */
export async function showStatus(
  { specification, stacks, target, workspace }: Context,
  options: { json?: boolean },
): Promise<void> {
  const tree = organizationTree(specification, today());
  const [found, applications] = await Promise.all([
    workspaceStatus(workspace, stacks),
    applicationStatuses(workspace, stacks),
  ]);
  const { domain, id } = specification.organization.organization;
  if (options.json) {
    const facts = {
      organization: { domain, id },
      target,
      currency: found.currency ?? null,
      stacks: [...found.stacks.values()],
      folders: tree,
      applications,
    };
    console.log(JSON.stringify(facts, null, 2));
    return;
  }
  const lines = tree.map((folder) => folderLine(folder, found));
  const where = target === "local" ? "on the local Google Cloud" : "on Google Cloud";
  console.log(render(`${domain} (${id}) ${where}`, lines, found.currency ?? ""));
  console.log(`\n${stackLines(found).join("\n")}`);
  if (applications.length > 0) console.log(`\n${applicationTable(applications)}`);
}

/** The stacks by how they are, in lines that fit. */
function stackLines({ stacks }: WorkspaceStatus): string[] {
  const all = [...stacks.values()];
  if (all.every(({ state }) => state === "up")) return [`All ${all.length} stacks are ${paint("green", "up")}.`];
  const groups = Map.groupBy(all, ({ state }) => state);
  return [...groups].flatMap(([state, members]) => {
    const lines: string[] = [""];
    for (const { name } of members) {
      const line = lines.at(-1)!;
      if (line.length + name.length + 2 > width() - 13) lines.push(name);
      else lines[lines.length - 1] = line ? `${line}, ${name}` : name;
    }
    return lines.map((line, index) => `${paint(colours[state], (index ? "" : words[state]).padEnd(12))} ${line}`);
  });
}
