import { setTimeout as sleep } from "node:timers/promises";
import type { StackPlan } from "../plan/stacks.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { awaitLocks, type LockOwner, lockPatience } from "./locks.ts";
import type { Workspace } from "./workspace.ts";

/** A resource in an exported state: more than is looked at here. */
interface Exported {
  urn: string;
  type: string;
  custom?: boolean;
  parent?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
  deletedWith?: string;
}

interface Export {
  deployment: { resources?: Exported[]; pending_operations?: unknown[] };
}

/** A project by its ID, and by its number where that is known. */
export interface GoneProject {
  id: string;
  number?: string;
}

/**
 * Whether a resource of an environment lives outside of its project, and is there still when that is gone: a budget is
 * the billing account's, and what names another project is in that.
 */
export function isOutside({ type, inputs, outputs }: Exported, { id, number }: GoneProject): boolean {
  if (type === "gcp:billing/budget:Budget") return true;
  if (type === "gcp:organizations/project:Project") return false;
  const project = inputs?.project ?? outputs?.project;
  return typeof project === "string" && ![id, number].includes(project.replace(/^projects\//, ""));
}

/** A state without what was in a project that is gone, and without what was under way there. */
export function withoutProject(exported: Export, project: GoneProject): Export {
  const all = exported.deployment.resources ?? [];
  const isKept = (each: Exported) => !each.custom || each.type.startsWith("pulumi:") || isOutside(each, project);
  const kept = new Set(all.filter(isKept).map(({ urn }) => urn));
  const known = (urns: readonly string[]) => urns.filter((urn) => kept.has(urn));
  const resources = all
    .filter(({ urn }) => kept.has(urn))
    .map(({ dependencies, propertyDependencies, deletedWith, ...rest }) => ({
      ...rest,
      ...(dependencies && { dependencies: known(dependencies) }),
      ...(propertyDependencies && {
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([name, urns]) => [name, known(urns ?? [])]),
        ),
      }),
      ...(deletedWith && kept.has(deletedWith) && { deletedWith }),
    }));
  const { pending_operations: _, ...deployment } = exported.deployment;
  return { ...exported, deployment: { ...deployment, resources } };
}

/**
 * Has a stack forget what was in a project that is gone: nobody can be asked to delete it. What it made elsewhere stays
 * in the state, and is destroyed as always. `report`: told who is waited for.
 */
export async function forgetProject(
  workspace: Workspace,
  stack: StackPlan,
  project: GoneProject,
  report: (message: string) => void,
): Promise<void> {
  const store = workspace.storeOf(stack);
  if (!(await readCheckpoint(store, stack.name))) return;
  const isOver = (owner: LockOwner) => workspace.isOver(store, owner);
  const dead = await awaitLocks(store, stack.name, { isOver, patience: lockPatience, sleep, report });
  for (const { path } of dead) await store.remove(path);
  const exported = await workspace.run(stack, ["stack", "export", "--stack", stack.name]);
  if (exported.code !== 0) throw new Error(`the state of ${stack.name} could not be read:\n${exported.output}`);
  const less = withoutProject(JSON.parse(exported.output) as Export, project);
  const args = ["stack", "import", "--stack", stack.name];
  const imported = await workspace.runAt(workspace.backendOf(stack), args, undefined, JSON.stringify(less));
  if (imported.code !== 0) throw new Error(`the state of ${stack.name} could not be written:\n${imported.output}`);
}

/**
 * Removes a stack that holds nothing. Does nothing when it isn't there.
 * @throws Error when it holds something.
 */
export async function removeStack(workspace: Workspace, stack: StackPlan): Promise<void> {
  const store = workspace.storeOf(stack);
  if (!(await readCheckpoint(store, stack.name))) return;
  const args = ["stack", "rm", stack.name, "--yes", "--preserve-config"];
  const { code, output } = await workspace.run(stack, args);
  // Somebody else may have been quicker.
  if (code !== 0 && (await readCheckpoint(store, stack.name))) {
    throw new Error(`the stack ${stack.name} could not be removed:\n${output}`);
  }
}
